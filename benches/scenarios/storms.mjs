// Storms of several sizes on an expired token, a stub in place of fetch: whether what a client costs grows with their size.
import { inRounds } from '../rounds.mjs'
import { withProcessor } from './processor.mjs'
import { inStubTab } from './stub-tab.mjs'

/** @typedef {import('../candidates.mjs').Named} Named */

/**
 * A storm: milliseconds in all, the processor's and of the longest task, and how many requests failed and were sent.
 * @typedef {object} Storm
 * @property {number} time
 * @property {number} processor
 * @property {number} longest
 * @property {number} failed
 * @property {number} sent
 * @property {number} refreshes
 */

/** The storms of one size. @typedef {{ requests: number, results: import('../rounds.mjs').ByCandidate<Storm> }} Size */

/**
 * For each size the rounds' storms: time, the processor's, longest task, what failed and what was sent.
 * @param {import('../scene.mjs').Scene} scene
 * @param {Named[]} candidates
 * @param {{ sizes: { requests: number, rounds: number }[], warmUp: number }} count
 * @param {import('../measure.mjs').Progress} progress
 */
export async function storms(scene, candidates, { sizes, warmUp }, progress) {
  /** @type {Size[]} */
  const results = []
  for (const { requests, rounds } of sizes) {
    let done = 0
    const own = await inRounds(candidates, { rounds }, async (candidate) => {
      const outcome = await inStubTab(scene, candidate, async (tab, engine) => {
        await warmUpStorm(tab, candidate, warmUp)
        const { processor, result } = await withProcessor(engine, () =>
          tab.call('storm', candidate.name, requests),
        )
        // Chromium always tells it.
        const longest = /** @type {number} */ (result.longest)
        return { ...result, longest, processor }
      })
      done += 1
      progress(`${requests} at once, ${done} of ${rounds * candidates.length}`)
      return outcome
    })
    results.push({ requests, results: own })
  }
  return results
}

/**
 * A small one, which is not counted: the code is compiled then.
 * @param {import('./stub-tab.mjs').StubTab} tab
 * @param {Named} candidate
 * @param {number} requests
 */
export async function warmUpStorm(tab, { name }, requests) {
  await tab.call('behave', { inTasks: true })
  await tab.call('storm', name, requests)
}
