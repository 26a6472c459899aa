// Requests with a good token: what a client costs when there is nothing for it to do.
import { inRounds } from '../rounds.mjs'

/** @typedef {import('../scene.mjs').Scene} Scene */
/** @typedef {import('../candidates.mjs').Named} Named */
/** How often and how many. @typedef {{ rounds: number, requests: number }} Count */

/**
 * Milliseconds per request, one after another.
 * @param {Scene} scene
 * @param {Named[]} candidates
 * @param {Count} count
 */
export async function oneByOne(scene, candidates, { rounds, requests }) {
  const tab = await scene.openSignedIn(candidates)
  return inRounds(candidates, { rounds, warmUp: 1 }, ({ name }) => tab.call('sequential', name, requests))
}

/**
 * Milliseconds until the last of many is answered.
 * @param {Scene} scene
 * @param {Named[]} candidates
 * @param {Count} count
 */
export async function atOnce(scene, candidates, { rounds, requests }) {
  const tab = await scene.openSignedIn(candidates)
  return inRounds(candidates, { rounds, warmUp: 1 }, async ({ name }) => {
    const { time, failed } = await tab.call('concurrent', name, requests)
    if (failed > 0) throw new Error(`${name}: ${failed} of ${requests} requests with a good token failed`)
    return time
  })
}
