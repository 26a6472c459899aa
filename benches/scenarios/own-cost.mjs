// A good token, a stub in place of fetch: what a client costs by itself.
import { inRounds } from '../rounds.mjs'
import { withProcessor } from './processor.mjs'
import { inStubTab } from './stub-tab.mjs'

/** A round: milliseconds per request. @typedef {{ time: number, processor: number, burst: number }} OwnCost */

/**
 * For each round the milliseconds per request one after another, the processor's of the main thread, and those at once.
 * @param {import('../scene.mjs').Scene} scene
 * @param {import('../candidates.mjs').Named[]} candidates
 * @param {{ rounds: number, warmUp: number, requests: number, burst: number }} count
 * @returns {Promise<import('../rounds.mjs').ByCandidate<OwnCost>>}
 */
export function ownCost(scene, candidates, { rounds, warmUp, requests, burst }) {
  return inRounds(candidates, { rounds }, (candidate) =>
    inStubTab(scene, candidate, async (tab, engine) => {
      const { name } = candidate
      await tab.call('sequential', name, warmUp)
      const { processor, result: time } = await withProcessor(engine, () =>
        tab.call('sequential', name, requests),
      )
      await tab.call('behave', { inTasks: true })
      await tab.call('concurrent', name, burst)
      const { time: all, failed } = await tab.call('concurrent', name, burst)
      if (failed > 0) throw new Error(`${name}: ${failed} of ${burst} requests with a good token failed`)
      return { time, processor: processor / requests, burst: all / burst }
    }),
  )
}
