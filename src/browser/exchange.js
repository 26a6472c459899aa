import { parse } from './json.js'
import { Facts } from './reply.js'
import { afterTurn } from './turn.js'

/**
 * Sends a request of authflight's own. `answered` is called with the reply's facts, or with undefined when none came or it
 * was cut off.
 * @param {string} url
 * @param {string} method
 * @param {string | undefined} credentials
 * @param {Headers} headers
 * @param {string | undefined} body
 * @param {AbortSignal} signal
 * @param {(facts: Facts | undefined) => void} answered
 */
export function exchange(url, method, credentials, headers, body, signal, answered) {
  // A redirect would take the tokens along, to wherever it leads (R25).
  /** @type {RequestInit} */
  const init = Object.assign(Object.create(null), { method, headers, body, signal, redirect: 'manual' })
  if (credentials) init.credentials = /** @type {RequestCredentials} */ (credentials)
  afterTurn(() => factsOf(url, init).then(answered))
}

async function factsOf(/** @type {string} */ url, /** @type {RequestInit} */ init) {
  try {
    const response = await fetch(url, init)
    const text = await response.text()
    return new Facts(response, parse(text), text)
  } catch {}
}

/** The fields of a form. Unlike the platform's own, it does not throw, whatever a page has done to that (R34). */
export class Form {
  /** @type {[name: string, value: string][]} */
  #fields = []

  append(/** @type {string} */ name, /** @type {string} */ value) {
    this.#fields.push([name, value])
  }

  /** The form as it is sent; empty if the page's `URLSearchParams` is broken. */
  toString() {
    try {
      return `${new URLSearchParams(this.#fields)}`
    } catch {
      return ''
    }
  }
}
