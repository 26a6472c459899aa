// Driven by the scenarios: candidates by name, and what is timed inside the page.
import { login } from './tokens.js'

const clients = {}

// Each another one: of two requests for the same URL, other tabs' included, Chromium keeps one back until the other is
// answered.
const page = crypto.randomUUID()
let asked = 0
const path = () => {
  asked += 1
  return `/orders/1001?page=${page}&request=${asked}`
}

// Computed, so that the bundler leaves the import to the browser.
const bundleOf = (name) => new URL(`${name}.js`, import.meta.url).href

async function open(name) {
  const { create } = await import(bundleOf(name))
  clients[name] = await create()
}

const signIn = (name) => (clients[name].login ?? login)({ username: 'demo', password: 'demo' })

/** Milliseconds per request, `count` of them one after another. */
async function sequential(name, count) {
  const { get } = clients[name]
  const start = performance.now()
  for (let sent = 0; sent < count; sent += 1) await get(path())
  return (performance.now() - start) / count
}

/** Milliseconds until the last of `count` requests sent at once is answered; how many failed. */
async function concurrent(name, count) {
  const { get } = clients[name]
  const start = performance.now()
  const outcomes = await Promise.allSettled(Array.from({ length: count }, () => get(path())))
  const time = performance.now() - start
  return { time, failed: outcomes.filter(({ status }) => status === 'rejected').length }
}

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

window.bench = { open, signIn, sequential, concurrent, start, compile }
