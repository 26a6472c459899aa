// Driven by the scenarios that have a server: what is timed inside the page.
import { bundleOf, concurrent, open, path, sequential, signIn } from './clients.js'

/** Milliseconds from nothing to the first answer, and of which. */
async function start(name) {
  const begin = performance.now()
  const { create } = await import(bundleOf(name))
  const imported = performance.now()
  const { get } = await create()
  const created = performance.now()
  await get(path())
  const answered = performance.now()
  const [module] = performance.getEntriesByName('module', 'measure')
  return {
    total: answered - begin,
    import: imported - begin,
    module: module?.duration ?? 0,
    create: created - imported - (module?.duration ?? 0),
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

/** Requests that all tabs send at `moment`: how many failed, and when the first 401 and the last answer came. */
async function meet(name, count, moment) {
  performance.clearResourceTimings()
  await new Promise((resolve) => setTimeout(resolve, moment - Date.now()))
  const { failed } = await concurrent(name, count)
  const lastAnswer = performance.timeOrigin + performance.now()
  // An entry is there a moment after its reply.
  await new Promise((resolve) => setTimeout(resolve, 100))
  const refused = performance
    .getEntriesByType('resource')
    .filter(({ responseStatus }) => responseStatus === 401)
  const firstRefusal = Math.min(...refused.map(({ responseEnd }) => performance.timeOrigin + responseEnd))
  // JSON has no Infinity: another tab had the first one.
  return { failed, lastAnswer, firstRefusal: refused.length > 0 ? firstRefusal : null }
}

window.bench = { open, signIn, sequential, concurrent, start, compile, meet }
