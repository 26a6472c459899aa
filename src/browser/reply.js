import { now, parseDate } from './clock.js'
import { isElsewhere, resolve } from './global.js'
import { arm, disarm } from './timer.js'

// What the binary wants to know of a reply. It may be of an application's own making: nothing here throws.

/** Its status, or the error that says that it is no reply. */
export function statusOf(/** @type {any} */ reply) {
  try {
    const { status } = reply
    if (Number.isInteger(status) && status >= 0 && status < 1000) return status
  } catch (error) {
    if (reply !== undefined && reply !== null) return error
  }
  return new TypeError('What stands in for fetch gave no Response.')
}

/** A header's text; undefined when there is none. */
export function headerOf(/** @type {any} */ reply, /** @type {string} */ name) {
  try {
    const value = reply.headers.get(name)
    return typeof value === 'string' ? value : undefined
  } catch {}
}

/** The URL that answered, behind all redirects; empty when the platform does not say. */
function urlOf(/** @type {any} */ reply) {
  try {
    return String(reply.url ?? '')
  } catch {
    return ''
  }
}

/** The origin that answered, behind all redirects; undefined when the platform does not say. */
export function originOf(/** @type {unknown} */ reply) {
  const url = urlOf(reply)
  return url ? resolve(url)?.origin : undefined
}

/** Whether it is a redirect that was not followed. */
function isRedirect(/** @type {any} */ reply, /** @type {number} */ status) {
  try {
    return reply.type === 'opaqueredirect' || [301, 302, 303, 307, 308].includes(status)
  } catch {
    return false
  }
}

/** The facts of a reply to a login, a refresh or a request that slides. */
export class Facts {
  #reply

  /** @param {any} reply @param {unknown} body the parsed JSON; undefined when there is none */
  constructor(reply, body) {
    this.#reply = reply
    this.body = body
    const status = statusOf(reply)
    this.status = typeof status === 'number' ? status : 0
    this.redirect = isRedirect(reply, this.status)
    /** Where it came from, as far as that is known. */
    this.urlOrigin = originOf(reply)
    /** It came from another origin than the page's, which hides headers from it. */
    this.crossOrigin = isElsewhere(urlOf(reply))
  }

  header(/** @type {string} */ name) {
    return headerOf(this.#reply, name)
  }

  /** The Date header as epoch ms, or NaN. */
  get date() {
    return parseDate(headerOf(this.#reply, 'date') ?? '')
  }

  /** Retry-After, seconds or an HTTP date (RFC 9110 §10.2.3), as a delay in ms, or NaN. */
  get retryAfter() {
    const wish = headerOf(this.#reply, 'retry-after')?.trim() ?? ''
    return /^\d+$/.test(wish) ? Number(wish) * 1000 : Math.max(0, parseDate(wish) - now())
  }
}

// A JSON reply longer than this is not searched for "expired" (64 KiB of text).
const LONGEST_SEARCHED = 65536
// What says "expired" comes at once. A JSON reply that takes longer than this, in ms, is a stream and is not searched.
const LONGEST_SEARCH = 2000

/**
 * The parsed JSON body of a copy, so that the caller's own stays unread; undefined when there is none, or a long one: what
 * says "expired" is short. A stream of JSON texts is no JSON, and might never end.
 * @returns {Promise<unknown>}
 */
export async function jsonOfCopy(/** @type {any} */ response) {
  try {
    if (!/[/+]json *(;|$)/i.test(headerOf(response, 'content-type') ?? '')) return
    if (Number(headerOf(response, 'content-length')) > LONGEST_SEARCHED) return
    // The length is not told of what comes in pieces, compressed, or from another origin.
    const reader = response.clone().body.getReader()
    const text = await before(LONGEST_SEARCH, readShort(reader))
    if (text !== undefined) return JSON.parse(text)
    reader.cancel().catch(() => {})
  } catch {}
}

/** The whole text; undefined for a long one. */
async function readShort(/** @type {ReadableStreamDefaultReader} */ reader) {
  const decoder = new TextDecoder()
  let text = ''
  // Pieces are counted, too: what an application puts in the place of a body may be of empty ones without end.
  for (let pieces = 0; pieces <= LONGEST_SEARCHED && text.length <= LONGEST_SEARCHED; pieces++) {
    const { done, value } = await reader.read()
    if (done) return text
    text += decoder.decode(value, { stream: true })
  }
}

/** What a promise brings, or undefined after so many ms. @template T @returns {Promise<T | undefined>} */
async function before(/** @type {number} */ ms, /** @type {Promise<T>} */ promise) {
  /** @type {unknown} */
  let timer
  /** @type {Promise<undefined>} */
  const late = new Promise((resolve) => {
    timer = arm(undefined, () => resolve(undefined), ms, false)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    disarm(timer)
  }
}

/** A reply that is not the answer: its connection is freed. */
export function discard(/** @type {any} */ reply) {
  try {
    const { body } = reply ?? {}
    if (body && !body.locked) Promise.resolve(body.cancel()).catch(() => {})
  } catch {
    // It has nothing to be freed.
  }
}
