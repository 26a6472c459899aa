// The candidates that a page has loaded, by name.
import { login } from './tokens.js'

const clients = {}

export const clientOf = (name) => clients[name]

// Computed, so that the bundler leaves the import to the browser.
export const bundleOf = (name) => new URL(`${name}.js`, import.meta.url).href

/** Loads a candidate. `options` are for axios: which adapter. */
export async function open(name, options) {
  const { create } = await import(bundleOf(name))
  clients[name] = await create(options)
}

export const signIn = (name) => (clients[name].login ?? login)({ username: 'demo', password: 'demo' })

// Each another one: of two requests for the same URL, other tabs' included, Chromium keeps one back until the other is
// answered.
const page = crypto.randomUUID()
let asked = 0
export const path = () => {
  asked += 1
  return `/orders/1001?page=${page}&request=${asked}`
}

/** Milliseconds per request, `count` of them one after another. */
export async function sequential(name, count) {
  const { get } = clients[name]
  const start = performance.now()
  for (let sent = 0; sent < count; sent += 1) await get(path())
  return (performance.now() - start) / count
}

/** Milliseconds until the last of `count` requests sent at once is answered; how many failed. */
export async function concurrent(name, count, ask = clients[name].get) {
  const start = performance.now()
  const outcomes = await Promise.allSettled(Array.from({ length: count }, () => ask(path())))
  const time = performance.now() - start
  return { time, failed: outcomes.filter(({ status }) => status === 'rejected').length }
}
