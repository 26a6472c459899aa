// How long the processor worked for the main thread of a page, which a busy machine does not change.

/** @typedef {import('playwright-core').CDPSession} Engine */

/**
 * Milliseconds that `work` took it, and what it resolved with.
 * @template Result
 * @param {Engine} engine
 * @param {() => Promise<Result>} work
 */
export async function withProcessor(engine, work) {
  await engine.send('Performance.enable', { timeDomain: 'threadTicks' })
  const before = await taskTime(engine)
  const result = await work()
  return { processor: (await taskTime(engine)) - before, result }
}

async function taskTime(/** @type {Engine} */ engine) {
  const { metrics } = await engine.send('Performance.getMetrics')
  const duration = metrics.find(({ name }) => name === 'TaskDuration')
  if (!duration) throw new Error('the engine does not tell how long its tasks took')
  return duration.value * 1000
}
