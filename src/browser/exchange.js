import { isElsewhere, resolve } from './global.js'

/** A request that authflight makes itself, and its reply. */
export class Call {
  #url
  #init
  /** @type {[name: string, value: string][]} */
  #headers = []

  /**
   * @param {string} url
   * @param {string} method
   * @param {RequestCredentials | undefined} credentials
   */
  constructor(url, method, credentials) {
    this.#url = url
    this.#init = { method }
    if (credentials) this.#init.credentials = credentials
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
    this.#init.body.append(name, value)
  }

  /** Resolves with the reply; undefined when none came or it was cut off, whatever the cause. */
  async send(/** @type {AbortSignal} */ signal) {
    try {
      const headers = new Headers()
      for (const [name, value] of this.#headers) headers.set(name, value)
      const response = await fetch(this.#url, { ...this.#init, headers, signal })
      return new Facts(response, parsed(await response.text()))
    } catch {}
  }

  /** As `send`, and never longer than `limit` ms. */
  async sendWithin(/** @type {number} */ limit) {
    const controller = new AbortController()
    const timer = setTimeout(() => controller.abort(), limit)
    const facts = await this.send(controller.signal)
    clearTimeout(timer)
    return facts
  }
}

function parsed(/** @type {string} */ text) {
  try {
    return JSON.parse(text)
  } catch {}
}

/** What the core wants to know of a reply to a login or a refresh. */
export class Facts {
  #headers
  #url

  /** `body`: the parsed JSON; undefined when there is none. */
  constructor(/** @type {Response} */ response, /** @type {unknown} */ body) {
    this.status = response.status
    this.body = body
    this.#headers = response.headers
    this.#url = response.url
    this.redirect = response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)
  }

  /** The origin that it came from in the end; undefined where the platform names no URL. */
  get urlOrigin() {
    return this.#url ? resolve(this.#url)?.origin : undefined
  }

  /** @returns {string | undefined} */
  header(/** @type {string} */ name) {
    return this.#headers.get(name) ?? undefined
  }

  /** The Date header as epoch ms, or NaN. */
  get date() {
    return Date.parse(this.header('date'))
  }

  /** Retry-After, seconds or an HTTP date (RFC 9110 §10.2.3), as a delay in ms, or NaN. */
  get retryAfter() {
    const wish = this.header('retry-after')?.trim()
    return /^\d+$/.test(wish) ? wish * 1000 : Math.max(0, Date.parse(wish) - Date.now())
  }

  /** It came from another origin than the page's, which hides headers from it. */
  get crossOrigin() {
    return isElsewhere(this.#url)
  }
}
