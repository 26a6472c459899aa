// What is measured, one after another, in one browser against one server: each with how often and how many.
import { candidates, named, slim, starting, withoutServer } from './candidates.mjs'
import { expiredToken } from './scenarios/expired-token.mjs'
import { inFirefox } from './scenarios/firefox.mjs'
import { firstAnswer } from './scenarios/first-answer.mjs'
import { atOnce, oneByOne } from './scenarios/good-token.mjs'
import { manyTabs } from './scenarios/many-tabs.mjs'
import { afterStorms, waitingMemory } from './scenarios/memory.mjs'
import { ownCost } from './scenarios/own-cost.mjs'
import { start } from './scenarios/start.mjs'
import { storms } from './scenarios/storms.mjs'
import { twoTabs } from './scenarios/two-tabs.mjs'

/** @typedef {import('./scene.mjs').Scene} Scene */
/** Tells how far a part has come. @typedef {(text: string) => void} Progress */

/**
 * What plays each part: a function of the scene, of who takes part, of how often and how many, and of the progress.
 * @typedef {{
 *   'own-cost': typeof ownCost,
 *   storms: typeof storms,
 *   'waiting-memory': typeof waitingMemory,
 *   'kept-memory': typeof afterStorms,
 *   'one-by-one': typeof oneByOne,
 *   'at-once': typeof atOnce,
 *   expired: typeof expiredToken,
 *   'two-tabs': typeof twoTabs,
 *   'many-tabs': typeof manyTabs,
 *   'first-answer': typeof firstAnswer,
 *   start: typeof start,
 *   firefox: typeof inFirefox,
 * }} Plays
 */
/** @typedef {keyof Plays} PartName */
/** What each part measures. @typedef {{ [Name in PartName]: Awaited<ReturnType<Plays[Name]>> }} Results */
/** How often and how many each is. @typedef {{ [Name in PartName]: Parameters<Plays[Name]>[2] }} Counts */
/** The results of those parts that were measured. @typedef {{ [Name in PartName]?: Results[Name] }} Measured */

/**
 * A part, or one of several.
 * @template {PartName} [Name=PartName]
 * @typedef {{ [One in Name]: {
 *   name: One,
 *   label: string,
 *   full: Counts[One],
 *   quick: Counts[One],
 *   measure: (scene: Scene, count: Counts[One], progress: Progress) => Promise<Results[One]>,
 * } }[Name]} Part
 */

const withTokens = withoutServer.filter(({ name }) => !['bare', 'axios-alone'].includes(name))
const [authflight] = named('authflight')

/** `measure(scene, how often and how many, progress)` measures one. Names are those of `--only`. @type {Part[]} */
export const parts = [
  {
    name: 'own-cost',
    label: 'Good token, without a server',
    full: { rounds: 7, warmUp: 1_000, requests: 1_000, burst: 1_000 },
    quick: { rounds: 1, warmUp: 10, requests: 20, burst: 20 },
    measure: (scene, count) => ownCost(scene, withoutServer, count),
  },
  {
    name: 'storms',
    label: 'Storms, without a server',
    full: {
      warmUp: 500,
      sizes: [
        { requests: 1_000, rounds: 5 },
        { requests: 10_000, rounds: 3 },
        { requests: 50_000, rounds: 2 },
      ],
    },
    quick: {
      warmUp: 10,
      sizes: [
        { requests: 20, rounds: 1 },
        { requests: 100, rounds: 1 },
      ],
    },
    measure: (scene, count, progress) => storms(scene, withoutServer, count, progress),
  },
  {
    name: 'waiting-memory',
    label: 'Memory of waiting requests',
    full: { rounds: 2, requests: 10_000, warmUp: 500 },
    quick: { rounds: 1, requests: 100, warmUp: 10 },
    measure: (scene, count) => waitingMemory(scene, withTokens, count),
  },
  {
    name: 'kept-memory',
    label: 'Memory after storms',
    full: { storms: 20, requests: 10_000 },
    quick: { storms: 2, requests: 100 },
    measure: (scene, count, progress) => afterStorms(scene, authflight, count, progress),
  },
  {
    name: 'one-by-one',
    label: 'Good token, one by one',
    full: { rounds: 30, requests: 50 },
    quick: { rounds: 1, requests: 2 },
    measure: (scene, count) => oneByOne(scene, candidates, count),
  },
  {
    name: 'at-once',
    label: 'Good token, all at once',
    full: { rounds: 20, requests: 100 },
    quick: { rounds: 1, requests: 10 },
    measure: (scene, count) => atOnce(scene, candidates, count),
  },
  {
    name: 'expired',
    label: 'Expired token, all at once',
    full: { rounds: 15, requests: 100 },
    quick: { rounds: 1, requests: 10 },
    measure: (scene, count) => expiredToken(scene, candidates, count),
  },
  {
    name: 'two-tabs',
    label: 'Expired token, two tabs',
    full: { rounds: 10 },
    quick: { rounds: 1 },
    measure: (scene, count) => twoTabs(scene, candidates, count),
  },
  {
    name: 'many-tabs',
    label: 'Expired token, many tabs',
    full: { rounds: 2, tabs: 50 },
    quick: { rounds: 1, tabs: 3 },
    measure: (scene, count) => manyTabs(scene, named('axios-queue', 'authflight'), count),
  },
  {
    name: 'first-answer',
    label: 'From navigation to the first answer',
    full: { fast: { cold: 11, warm: 11 }, slowed: { cold: 7, warm: 7 }, slow4g: { cold: 3 } },
    quick: { fast: { cold: 1, warm: 1 }, slowed: { cold: 1 } },
    measure: (scene, count, progress) => firstAnswer(scene, starting, count, progress),
  },
  {
    name: 'start',
    label: 'The steps of a start',
    full: { rounds: 7 },
    quick: { rounds: 1 },
    measure: (scene, count) => start(scene, [...candidates, slim], count),
  },
  {
    name: 'firefox',
    label: 'Firefox, without a server',
    full: { rounds: 3, warmUp: 500, requests: 1_000, storm: 3_000 },
    quick: { rounds: 1, warmUp: 10, requests: 20, storm: 100 },
    measure: (scene, count) => inFirefox(scene, withoutServer, count),
  },
]

/**
 * What each part measured, and how often and how many it was, by name, and the failures: one part that fails does not take the
 * others' minutes with it. `step(label, work)` tells how far it has come.
 * @param {Scene} scene
 * @param {Part[]} chosen
 * @param {'full' | 'quick'} how
 * @param {typeof import('../scripts/shared/say.mjs').step} step
 */
export async function measureAll(scene, chosen, how, step) {
  /** @type {Measured} */
  const measured = {}
  /** @type {Partial<Counts>} */
  const counts = {}
  /** @type {string[]} */
  const failures = []
  /** @template {PartName} Name */
  const measureOne = async (/** @type {Part<Name>} */ { name, label, measure, [how]: count }) => {
    counts[name] = count
    try {
      measured[name] = await step(label, (progress) => measure(scene, count, progress))
    } catch (error) {
      failures.push(`${name}: ${/** @type {Error} */ (error).message.split('\n')[0]}`)
    }
  }
  for (const part of chosen) await measureOne(part)
  return { measured, counts, failures }
}
