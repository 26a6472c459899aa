import { Facts } from './reply.js'
import { arm, disarm } from './timer.js'
import { afterTurn } from './turn.js'

/** A request that authflight makes itself. */
export class Call {
  #url
  /** @type {RequestInit} */
  #init
  /** @type {[name: string, value: string][]} */
  #headers = []

  /**
   * @param {string} url
   * @param {string} method
   * @param {string | undefined} credentials
   */
  constructor(url, method, credentials) {
    this.#url = url
    // A redirect would take the tokens along, to wherever it leads (R25).
    this.#init = Object.assign(Object.create(null), { method, redirect: 'manual' })
    if (credentials) this.#init.credentials = /** @type {RequestCredentials} */ (credentials)
  }

  header(/** @type {string} */ name, /** @type {string} */ value) {
    this.#headers.push([name, value])
  }

  json(/** @type {string} */ text) {
    this.#headers.unshift(['content-type', 'application/json'])
    this.#init.body = text
  }

  form() {
    this.#init.body = new URLSearchParams()
  }

  field(/** @type {string} */ name, /** @type {string} */ value) {
    // `form` has set it.
    const form = /** @type {URLSearchParams} */ (this.#init.body)
    form.append(name, value)
  }

  /**
   * Sends it; `answered` is called with the reply's facts, or with undefined when none came or it was cut off.
   * @param {AbortSignal} signal
   * @param {(facts: Facts | undefined) => void} answered
   */
  send(signal, answered) {
    afterTurn(() => this.#exchange(signal).then(answered))
  }

  /**
   * As `send`, and never longer than `limit` ms.
   * @param {number} limit
   * @param {(facts: Facts | undefined) => void} answered
   */
  sendWithin(limit, answered) {
    const controller = new AbortController()
    const timer = arm(undefined, () => controller.abort(), limit, true)
    this.send(controller.signal, (facts) => {
      disarm(timer)
      answered(facts)
    })
  }

  async #exchange(/** @type {AbortSignal} */ signal) {
    try {
      const headers = new Headers()
      for (const [name, value] of this.#headers) headers.set(name, value)
      const response = await fetch(this.#url, Object.assign(this.#init, { headers, signal }))
      return new Facts(response, parsed(await response.text()))
    } catch {}
  }
}

/** @returns {unknown} */
function parsed(/** @type {string} */ text) {
  try {
    return JSON.parse(text)
  } catch {}
}
