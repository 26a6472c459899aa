import { parse } from './json.js'
import { Facts } from './reply.js'
import { afterTurn } from './turn.js'

/**
 * Sends a request of authflight's own. `answered` is called with the reply's facts, or with a `Failure` and true when none
 * came or it was cut off.
 * @param {string} url
 * @param {string} method
 * @param {string | undefined} credentials
 * @param {Headers} headers
 * @param {string | undefined} body
 * @param {AbortSignal} signal
 * @param {((url: string, method: string) => Promise<Headers>) | undefined} more makes the application's own headers for it
 * @param {(facts: Facts | Failure, failed?: boolean) => void} answered
 */
export function sendOwn(url, method, credentials, headers, body, signal, more, answered) {
  // A redirect would take the tokens along, to wherever it leads (R25). A cache would bring tokens of before, and keep them.
  const fixed = { redirect: 'manual', cache: 'no-store' }
  /** @type {RequestInit} */
  const init = Object.assign(Object.create(null), { method, headers, body, signal, ...fixed })
  if (credentials) init.credentials = /** @type {RequestCredentials} */ (credentials)
  /** @type {Response | undefined} */
  let response
  let left = false
  const sent = async () => {
    const { username, password } = new URL(url)
    // fetch's own error would repeat the URL, and a token may be in its query (R26).
    if (username || password) throw new TypeError('fetch takes no URL that names a user.')
    if (more) {
      const own = new Headers(await more(url, method))
      // Those of the protocol win.
      headers.forEach((value, name) => {
        own.set(name, value)
      })
      init.headers = own
    }
    left = true
    response = await fetch(url, init)
    const text = await response.text()
    return new Facts(response, parse(text), text)
  }
  const failed = (/** @type {unknown} */ error) => answered(new Failure(error, left, left && !response), true)
  afterTurn(() => sent().then((facts) => answered(facts), failed))
}

/** Why a request got no reply. */
class Failure {
  constructor(/** @type {unknown} */ cause, /** @type {boolean} */ sent, /** @type {boolean} */ unanswered) {
    /** What was thrown. */
    this.cause = cause
    /** Whether it was sent. */
    this.sent = sent
    /** Whether it was sent, and nothing came back at all. */
    this.unanswered = unanswered
  }
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
