// A back-end that answers as the test says, on another origin than the page's, with its clients and what they sent.
import assert from 'node:assert/strict'
import { after } from 'node:test'
import { startBackend } from './backend.mjs'

/** @typedef {import('./lab.mjs').TabOptions} TabOptions */
/** @typedef {import('./tab.mjs').Tab} Tab */

const hasty = { retry: { attempts: 1, base: 10, cap: 10 }, proactive: { background: false } }

/** One for all tests of a file. A client begins anew: what was sent before, and how it was answered, is forgotten. */
export async function startShaped() {
  const api = await startBackend('shape')
  after(() => api.stop())

  /** A client of it. `make`, if given, runs in the page and makes the options that are functions. */
  async function open(
    /** @type {(options?: TabOptions | undefined) => Promise<Tab>} */ openTab,
    config = {},
    make = () => ({}),
  ) {
    api.requests.length = 0
    api.replies = {}
    const tab = await openTab()
    const usual = { login: '/login', refresh: '/refresh', logout: '/logout', ...hasty, ...config }
    const { error } = await tab.page.evaluate(
      ([config, make]) => lab.open({ ...config, ...new Function(`return (${make})()`)() }),
      [{ baseURL: `${api.url}/api`, storageKey: `k${Math.random()}`, ...usual }, `${make}`],
    )
    assert.equal(error, undefined)
    return tab
  }

  /** What came, as "path: the header's value". */
  const headers = (/** @type {string} */ name) =>
    api.requests
      .filter(({ method }) => method !== 'OPTIONS')
      .map(({ path, headers }) => `${path.replace('/api', '')} ${headers[name] ?? '-'}`)

  return { api, open, headers }
}
