// A page that is opened with a session in storage: from navigation to the first answer, on machines and networks of several
// kinds, with an empty cache and with a full one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entries } from '../entries.mjs'
import { inRounds } from '../rounds.mjs'

/** @typedef {import('../scene.mjs').Scene} Scene */
/** @typedef {import('../scene.mjs').BrowserContext} BrowserContext */
/** @typedef {import('../candidates.mjs').Named} Named */
/** @template Result @typedef {import('../rounds.mjs').ByCandidate<Result>} ByCandidate */

/**
 * Something of each: with an empty cache and with a full one.
 * @template Of
 * @typedef {{ cold: Of, warm?: Of }} ByCache
 */
/**
 * Something of each machine and network.
 * @template Of
 * @typedef {{ fast: ByCache<Of>, slowed: ByCache<Of>, slow4g?: ByCache<Of> }} ByCondition
 */
/** @typedef {keyof ByCondition<unknown>} Condition */
/** What the browser is told to be like. @typedef {{ processor?: number, network?: typeof slow4g }} Machine */

/** As Chromium's developer tools define it; bytes per second, milliseconds. */
const slow4g = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 }

/** @type {Record<Condition, Machine>} */
const conditions = {
  fast: {},
  slowed: { processor: 4 },
  slow4g: { network: slow4g },
}

/**
 * The milliseconds of each round: by condition, by `cold` or `warm`, by candidate.
 * @param {Scene} scene
 * @param {Named[]} candidates
 * @param {ByCondition<number>} counts rounds
 * @param {import('../measure.mjs').Progress} progress
 */
export async function firstAnswer(scene, candidates, counts, progress) {
  const { sessions, profile } = await signInAll(scene, candidates)
  try {
    const results = /** @type {ByCondition<ByCandidate<number>>} */ ({})
    for (const [condition, { cold, warm }] of entries(counts)) {
      const visit = (/** @type {BrowserContext} */ context, /** @type {Named} */ { name }) =>
        timeOf(context, `${scene.hostUrl}/bench/start-${name}.html`, conditions[condition])
      const own = /** @type {ByCache<ByCandidate<number>>} */ ({})
      results[condition] = own
      if (cold) {
        progress(`${condition}, cold`)
        own.cold = await inRounds(candidates, { rounds: cold, warmUp: 1 }, async (candidate) => {
          const context = await scene.newContext({ storageState: sessions[candidate.name] })
          const time = await visit(context, candidate)
          await context.close()
          return time
        })
      }
      if (warm) {
        progress(`${condition}, warm`)
        // The engine keeps compiled code from the second visit on.
        const rounds = { rounds: warm, warmUp: Math.min(warm, 3) }
        own.warm = await inRounds(candidates, rounds, (one) => visit(profile.context, one))
      }
    }
    return results
  } finally {
    await profile.close()
  }
}

/**
 * Every candidate's session as a new profile would have it, and a profile on disk with all of them.
 * @param {Scene} scene
 * @param {Named[]} candidates
 */
async function signInAll(scene, candidates) {
  const url = scene.hostUrl
  // Preloaded or not, it is the same client.
  const own = (/** @type {string} */ name) => ({ name: name.replace(/-preload$/, '') })
  /** @type {Record<string, import('./start.mjs').Stored>} */
  const sessions = {}
  for (const { name } of candidates) {
    const { page } = await scene.openSignedIn([own(name)], { url })
    sessions[name] = await page.context().storageState({ indexedDB: true })
    await page.context().close()
  }
  const folder = mkdtempSync(join(tmpdir(), 'authflight-bench-profile-'))
  const context = await scene.openProfile(folder)
  const clients = [...new Set(candidates.map(({ name }) => own(name).name))].map((name) => ({ name }))
  const tab = await scene.openTab(context, clients, { url })
  for (const { name } of clients) await tab.call('signIn', name)
  await tab.page.close()
  const close = async () => {
    await context.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { sessions, profile: { context, close } }
}

/**
 * @param {BrowserContext} context
 * @param {string} url
 * @param {Machine} machine
 */
async function timeOf(context, url, { processor, network }) {
  const page = await context.newPage()
  const engine = await context.newCDPSession(page)
  if (processor) await engine.send('Emulation.setCPUThrottlingRate', { rate: processor })
  if (network) {
    await engine.send('Network.enable')
    await engine.send('Network.emulateNetworkConditions', network)
  }
  await page.goto(url)
  const time = await page.evaluate(() => window.answered)
  await page.close()
  return time
}
