// Driven by the scenarios that have a server: what is timed inside the page.
import { concurrent, load, open, path, sequential, signIn } from './clients.js'

/** Milliseconds from nothing to the first answer, and of which. */
async function start(/** @type {string} */ name) {
  const begin = performance.now()
  const { create, load: loadModule } = await load(name)
  const imported = performance.now()
  await loadModule?.()
  const loaded = performance.now()
  const { get } = await create()
  const created = performance.now()
  await get(path())
  const answered = performance.now()
  return {
    total: answered - begin,
    import: imported - begin,
    module: loaded - imported,
    create: created - loaded,
    first: answered - created,
  }
}

/** Milliseconds that the browser takes to compile the binary, its bytes being there. */
async function compile() {
  const bytes = await (await fetch('/package/authflight.wasm')).arrayBuffer()
  const begin = performance.now()
  await WebAssembly.compile(bytes)
  return performance.now() - begin
}

/**
 * Requests that all tabs send at `moment`: how many failed, and when the first 401 and the last answer came.
 * @param {string} name
 * @param {number} count
 * @param {number} moment
 */
async function meet(name, count, moment) {
  performance.clearResourceTimings()
  await new Promise((resolve) => setTimeout(resolve, moment - Date.now()))
  const { failed } = await concurrent(name, count)
  const lastAnswer = performance.timeOrigin + performance.now()
  // An entry is there a moment after its reply.
  await new Promise((resolve) => setTimeout(resolve, 100))
  const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType('resource'))
  const refused = entries.filter(({ responseStatus }) => responseStatus === 401)
  const firstRefusal = Math.min(...refused.map(({ responseEnd }) => performance.timeOrigin + responseEnd))
  // JSON has no Infinity: another tab had the first one.
  return { failed, lastAnswer, firstRefusal: refused.length > 0 ? firstRefusal : null }
}

/** What scenarios call in it. @typedef {typeof bench} Bench */
const bench = { open, signIn, sequential, concurrent, start, compile, meet }
window.bench = bench
