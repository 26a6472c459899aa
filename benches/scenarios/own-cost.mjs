// A good token, a stub in place of fetch: what a client costs by itself.
import { inRounds } from '../rounds.mjs'
import { inStubTab } from './stub-tab.mjs'

/** For each round the milliseconds per request one after another, the processor's of the main thread, and those at once. */
export function ownCost(scene, candidates, { rounds, warmUp, requests, burst }) {
  return inRounds(candidates, { rounds }, (candidate) =>
    inStubTab(scene, candidate, async (tab, engine) => {
      const { name } = candidate
      await engine.send('Performance.enable', { timeDomain: 'threadTicks' })
      await tab.call('sequential', name, warmUp)
      const before = await taskSeconds(engine)
      const time = await tab.call('sequential', name, requests)
      const processor = ((await taskSeconds(engine)) - before) * 1000
      await tab.call('behave', { inTasks: true })
      await tab.call('concurrent', name, burst)
      const { time: all, failed } = await tab.call('concurrent', name, burst)
      if (failed > 0) throw new Error(`${name}: ${failed} of ${burst} requests with a good token failed`)
      return { time, processor: processor / requests, burst: all / burst }
    }),
  )
}

async function taskSeconds(engine) {
  const { metrics } = await engine.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration').value
}
