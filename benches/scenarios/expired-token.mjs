// Many requests at once with a token that the server has just ceased to accept, unknown to the page.
import { inRounds } from '../rounds.mjs'

/**
 * For each round the milliseconds until all are answered, those that failed, and what the server counted.
 * @param {import('../scene.mjs').Scene} scene
 * @param {import('../candidates.mjs').Named[]} candidates
 * @param {{ rounds: number, requests: number }} count
 */
export async function expiredToken(scene, candidates, { rounds, requests }) {
  // A tab each: hand-written ones share the names under which they keep their tokens.
  /** @type {Record<string, import('../scene.mjs').Tab<'page'>>} */
  const tabs = {}
  for (const candidate of candidates) tabs[candidate.name] = await scene.openSignedIn([candidate])
  return inRounds(candidates, { rounds, warmUp: 1 }, async ({ name }) => {
    await scene.control.expireAccess()
    const before = await scene.control.counters()
    const { time, failed } = await tabs[name].call('concurrent', name, requests)
    const { refresh, resource } = await scene.control.counters()
    return {
      time,
      failed,
      refreshes: refresh.received - before.refresh.received,
      requests: resource.received - before.resource.received,
    }
  })
}
