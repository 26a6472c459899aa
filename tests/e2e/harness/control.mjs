// The server's control surface, as functions: what tests order and what they look at afterwards.
import { request } from 'node:http'

/**
 * The server's counters; what each counts is in server/src/counters.rs.
 * @typedef {object} Counters
 * @property {number} login
 * @property {Record<'received' | 'granted' | 'refused' | 'failed' | 'reuseDetected' | 'concurrentMax' | 'abandoned', number>} refresh
 * @property {Record<'received' | 'answered' | 'refused', number>} resource
 * @property {number} logout
 */

/**
 * A counter's name, dotted.
 * @typedef {'login' | 'logout' | `refresh.${keyof Counters['refresh']}` | `resource.${keyof Counters['resource']}`} CounterName
 */

/**
 * One request, as server/src/journal.rs has it.
 * @typedef {object} Entry
 * @property {number} n
 * @property {number} at
 * @property {string} dialect
 * @property {string} method
 * @property {string} path
 * @property {number} status
 * @property {string | null} user
 * @property {string | null} session
 * @property {'login' | 'refresh' | 'logout' | 'resource' | 'public'} kind
 * @property {number | null} tokenSerial
 * @property {boolean} refused
 * @property {number | null} atOnce
 */

/** What can be held and failed. @typedef {'login' | 'refresh' | 'resource' | 'logout'} Target */

export class Control {
  constructor(/** @type {string} */ url) {
    this.url = url
  }

  /** @returns {Promise<{ settings: Record<string, unknown>, counters: Counters }>} */
  state() {
    return this.#ask('GET', 'state')
  }

  async counters() {
    return (await this.state()).counters
  }

  /** Every request to a dialect since the last reset, in the order of the replies. @returns {Promise<Entry[]>} */
  log() {
    return this.#ask('GET', 'log')
  }

  settings(/** @type {object} */ some) {
    return this.#ask('PUT', 'settings', some)
  }

  fail(/** @type {object} */ order) {
    return this.#ask('POST', 'fail', order)
  }

  hold(/** @type {Target} */ target) {
    return this.#ask('POST', 'hold', { target })
  }

  release(/** @type {Target} */ target) {
    return this.#ask('POST', 'release', { target })
  }

  expireAccess() {
    return this.#ask('POST', 'expire-access')
  }

  revoke() {
    return this.#ask('POST', 'revoke')
  }

  reset() {
    return this.#ask('POST', 'reset')
  }

  /**
   * Resolves once a counter has come this far; rejects when it has not in time.
   * @param {CounterName} counter
   * @param {number} atLeast
   */
  wait(counter, atLeast, timeoutMs = 10_000) {
    return this.#ask('GET', `wait?counter=${counter}&atLeast=${atLeast}&timeoutMs=${timeoutMs}`)
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [order]
   */
  async #ask(method, path, order) {
    const { status, text } = await exchange(method, `${this.url}/control/${path}`, order)
    if (status >= 300) throw new Error(`control ${method} ${path}: ${status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }
}

/**
 * On a connection of its own: the server closes idle ones when it is told to drop a reply.
 * @param {string} method
 * @param {string} url
 * @param {object} [order]
 * @returns {Promise<{ status: number, text: string }>}
 */
function exchange(method, url, order) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent: false }, async (reply) => {
      let text = ''
      for await (const part of reply.setEncoding('utf8')) text += part
      resolve({ status: /** @type {number} */ (reply.statusCode), text })
    })
    sent.on('error', reject)
    sent.end(order && JSON.stringify(order))
  })
}
