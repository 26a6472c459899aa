// Two tabs of one session whose token expires for both at once, at a server that rotates refresh tokens strictly: one
// refresh is right; a second one presents a used-up token, and the server ends the session.
import { inRounds } from '../rounds.mjs'

const perTab = 2

/**
 * For each round the refreshes that the server saw, the requests that failed, and whether a tab was signed out.
 * @param {import('../scene.mjs').Scene} scene
 * @param {import('../candidates.mjs').Named[]} candidates
 * @param {{ rounds: number }} count
 */
export function twoTabs(scene, candidates, { rounds }) {
  return inRounds(candidates, { rounds }, async (candidate) => {
    const context = await scene.newContext()
    const first = await scene.openTab(context, [candidate])
    await first.call('signIn', candidate.name)
    const tabs = [first, await scene.openTab(context, [candidate])]
    const askAll = (/** @type {number} */ count) =>
      Promise.all(tabs.map((tab) => tab.call('concurrent', candidate.name, count)))

    await askAll(1)
    await scene.control.expireAccess()
    const before = await scene.control.counters()
    // Both tabs' requests are there before any is answered: at once is meant literally.
    await scene.control.hold('resource')
    const releaseAll = async () => {
      await scene.control.wait('resource.received', before.resource.received + tabs.length * perTab)
      await scene.control.release('resource')
    }
    const [outcomes] = await Promise.all([askAll(perTab), releaseAll()])
    const { refresh } = await scene.control.counters()
    const afterwards = await askAll(1)
    await context.close()
    return {
      refreshes: refresh.received - before.refresh.received,
      failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
      signedOut: afterwards.some(({ failed }) => failed > 0),
    }
  })
}
