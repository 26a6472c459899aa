// Many tabs of one session whose token expires for all at once, at a server that rotates refresh tokens strictly.
import { inRounds } from '../rounds.mjs'

const perTab = 2

/**
 * For each round the refreshes, the requests that failed, and the milliseconds from the first 401 to the last answer.
 * @param {import('../scene.mjs').Scene} scene
 * @param {import('../candidates.mjs').Named[]} candidates
 * @param {{ rounds: number, tabs: number }} count
 */
export function manyTabs(scene, candidates, { rounds, tabs: count }) {
  return inRounds(candidates, { rounds }, async (candidate) => {
    const { name } = candidate
    const context = await scene.newContext()
    try {
      const tabs = [await scene.openTab(context, [candidate])]
      await tabs[0].call('signIn', name)
      while (tabs.length < count) tabs.push(await scene.openTab(context, [candidate]))
      for (const tab of tabs) await tab.call('concurrent', name, 1)
      await scene.control.expireAccess()
      const before = await scene.control.counters()
      const moment = Date.now() + 1_000
      const outcomes = await Promise.all(tabs.map((tab) => tab.call('meet', name, perTab, moment)))
      const { refresh } = await scene.control.counters()
      const refusals = outcomes.map(({ firstRefusal }) => firstRefusal ?? Number.POSITIVE_INFINITY)
      return {
        refreshes: refresh.received - before.refresh.received,
        failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
        requests: count * perTab,
        time: Math.max(...outcomes.map(({ lastAnswer }) => lastAnswer)) - Math.min(...refusals),
      }
    } finally {
      await context.close()
    }
  })
}
