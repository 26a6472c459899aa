/**
 * Runs `work` and leaves its time where `page.js` finds it.
 * @template Result
 * @param {string} name
 * @param {() => Promise<Result>} work
 */
export async function measured(name, work) {
  performance.mark(name)
  const result = await work()
  performance.measure(name, name)
  return result
}
