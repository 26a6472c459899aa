// How long the processor worked for the main thread of a page, which a busy machine does not change.

/** Milliseconds that `work` took it, and what it resolved with. */
export async function withProcessor(engine, work) {
  await engine.send('Performance.enable', { timeDomain: 'threadTicks' })
  const before = await taskTime(engine)
  const result = await work()
  return { processor: (await taskTime(engine)) - before, result }
}

async function taskTime(engine) {
  const { metrics } = await engine.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000
}
