// The candidates that a page has loaded, by name.
import { login } from './tokens.js'

/**
 * What a candidate makes. Replies are read as JSON; `twice`, of one without token code, asks again after a refusal. One without
 * a `login` of its own finds its tokens where tokens.js keeps them.
 * @typedef {object} Client
 * @property {(path: string) => Promise<unknown>} get
 * @property {(path: string) => Promise<unknown>} [twice]
 * @property {(credentials: import('./tokens.js').Credentials) => Promise<unknown>} [login]
 */

/** What axios is to be made with; the others do not look at it. @typedef {{ adapter?: 'fetch' }} Options */
/**
 * A candidate's file. `load`: of one that has a module, loads it; `create` does so by itself.
 * @typedef {{ create: (options?: Options) => Promise<Client>, load?: () => Promise<unknown> }} Bundle
 */

/** @type {Record<string, Client>} */
const clients = {}

export const clientOf = (/** @type {string} */ name) => clients[name]

/** @returns {Promise<Bundle>} */
export const load = (/** @type {string} */ name) =>
  // Computed, so that the bundler leaves the import to the browser.
  import(new URL(`${name}.js`, import.meta.url).href)

/**
 * Loads a candidate. `options` are for axios: which adapter.
 * @param {string} name
 * @param {Options} [options]
 */
export async function open(name, options) {
  const { create } = await load(name)
  clients[name] = await create(options)
}

export const signIn = (/** @type {string} */ name) =>
  (clients[name].login ?? login)({ username: 'demo', password: 'demo' })

// Each another one: of two requests for the same URL, other tabs' included, Chromium keeps one back until the other is
// answered.
const page = crypto.randomUUID()
let asked = 0
export const path = () => {
  asked += 1
  return `/orders/1001?page=${page}&request=${asked}`
}

/**
 * Milliseconds per request, `count` of them one after another.
 * @param {string} name
 * @param {number} count
 */
export async function sequential(name, count) {
  const { get } = clients[name]
  const start = performance.now()
  for (let sent = 0; sent < count; sent += 1) await get(path())
  return (performance.now() - start) / count
}

/**
 * Milliseconds until the last of `count` requests sent at once is answered; how many failed.
 * @param {string} name
 * @param {number} count
 */
export async function concurrent(name, count, ask = clients[name].get) {
  const start = performance.now()
  const outcomes = await Promise.allSettled(Array.from({ length: count }, () => ask(path())))
  const time = performance.now() - start
  return { time, failed: outcomes.filter(({ status }) => status === 'rejected').length }
}
