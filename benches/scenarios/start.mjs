// A page that is opened with a session in storage: from nothing to the first answer, in a process without any cache.
import { inRounds } from '../rounds.mjs'

/** A session as a new profile would have it. @typedef {Awaited<ReturnType<import('../scene.mjs').BrowserContext['storageState']>>} Stored */

/**
 * For each round the milliseconds of each step.
 * @param {import('../scene.mjs').Scene} scene
 * @param {import('../candidates.mjs').Named[]} candidates
 * @param {{ rounds: number }} count
 */
export async function start(scene, candidates, { rounds }) {
  /** @type {Record<string, Stored>} */
  const sessions = {}
  for (const candidate of candidates) {
    const { page } = await scene.openSignedIn([candidate])
    sessions[candidate.name] = await page.context().storageState({ indexedDB: true })
    await page.context().close()
  }
  const results = await inRounds(candidates, { rounds, warmUp: 1 }, async ({ name }) => {
    const context = await scene.newContext({ storageState: sessions[name] })
    const tab = await scene.openTab(context)
    const steps = await tab.call('start', name)
    await context.close()
    return steps
  })
  /** @type {number[]} */
  const compiled = []
  for (let round = 0; round < rounds; round += 1) {
    const context = await scene.newContext()
    compiled.push(await (await scene.openTab(context)).call('compile'))
    await context.close()
  }
  return { results, compiled }
}
