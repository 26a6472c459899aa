import { now, parseDate } from './clock.js'
import { isElsewhere, resolve } from './global.js'
import { decoderOf, parse, saysJson } from './json.js'
import { arm, disarm } from './timer.js'
import { afterTurn } from './turn.js'

// What the binary wants to know of a reply. What an application puts in place of fetch may give anything, and any of its members
// may throw: the types say what a reply claims to be, and nothing here throws.

/** Its status, a number; or else an error, as it is not a reply. @returns {unknown} */
export function statusOf(/** @type {unknown} */ reply) {
  try {
    const status = /** @type {Response} */ (reply)?.status
    if (Number.isInteger(status) && status >= 0 && status < 1000) return status
  } catch (error) {
    return error
  }
  return new TypeError('What stands in for fetch gave no Response.')
}

/** Its status as a number: 0 if it is not a reply. */
export function statusNumberOf(/** @type {unknown} */ reply) {
  const status = statusOf(reply)
  return typeof status === 'number' ? status : 0
}

/** A header's text; undefined when there is none. */
export function headerOf(/** @type {Response} */ reply, /** @type {string} */ name) {
  try {
    const value = reply.headers.get(name)
    return typeof value === 'string' ? value : undefined
  } catch {}
}

/** The URL that answered, after all redirects; empty when the platform does not say. */
function urlOf(/** @type {Response} */ reply) {
  try {
    return String(reply.url ?? '')
  } catch {
    return ''
  }
}

/** The origin that answered, after all redirects; undefined when the platform does not say. */
export function originOf(/** @type {Response} */ reply) {
  const url = urlOf(reply)
  return url ? resolve(url)?.origin : undefined
}

/** Whether it is a redirect that was not followed. */
export function isUnfollowed(/** @type {Response} */ reply) {
  try {
    return reply.type === 'opaqueredirect' || [301, 302, 303, 307, 308].includes(statusNumberOf(reply))
  } catch {
    return false
  }
}

/** Whether it came from where a redirect has led. */
function isRedirected(/** @type {Response} */ reply) {
  try {
    return reply.redirected === true
  } catch {
    return false
  }
}

/** What a challenge says where the token is good, but for more rights (RFC 6750 §3.1) or a fresher login (RFC 9470 §3). */
const MORE = ['insufficient_scope', 'insufficient_user_authentication']

/** Whether it is refused for want of something that a new token would not have. */
export function lacksMore(/** @type {Response} */ reply) {
  const challenge = headerOf(reply, 'www-authenticate') ?? ''
  try {
    const errors = []
    // Texts in quotes are skipped as a whole: a description may name an error.
    for (const [, name, value] of challenge.matchAll(/([\w-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]+)/g))
      if (/^error$/i.test(`${name}`)) errors.push(`${value}`.replaceAll('"', ''))
    return errors.length > 0 && errors.every((error) => MORE.includes(error))
  } catch {
    return false
  }
}

/** Whether a text is an HTML document: its doctype or root comes first, or after comments and an XML declaration. */
export const isDocument = (/** @type {unknown} */ text) =>
  /^(?:\s|<!--(?:(?!-->).)*-->|<\?[^>]*>)*<(?:!doctype|html)/is.test(`${text}`.slice(0, 4096))

/** The facts of a reply to a login, a refresh or a request that slides. */
export class Facts {
  #reply

  /**
   * @param {Response} reply
   * @param {unknown} body the parsed JSON; undefined when there is none
   * @param {string} text what was parsed, where the protocol wants to know what it is otherwise
   */
  constructor(reply, body, text = '') {
    this.#reply = reply
    this.body = body
    // What stands in for fetch may give anything, and the binding takes a text.
    this.text = typeof text === 'string' ? text : ''
    this.isDocument = isDocument(typeof body === 'string' ? body : this.text)
    const status = statusOf(reply)
    this.status = typeof status === 'number' ? status : 0
    this.redirect = isUnfollowed(reply) || isRedirected(reply)
    /** Undefined when the platform does not say. */
    this.urlOrigin = originOf(reply)
    /** It came from another origin than the page's, so that some headers are hidden. */
    this.crossOrigin = isElsewhere(urlOf(reply))
  }

  get reply() {
    return this.#reply
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
    const delay = headerOf(this.#reply, 'retry-after')?.trim() ?? ''
    if (/^\d+$/.test(delay)) return Number(delay) * 1000
    // By the server's own clock, where it tells: the device's may be off.
    const { date } = this
    return Math.max(0, parseDate(delay) - (Number.isNaN(date) ? now() : date))
  }
}

// A body comes within its time, or at this many bytes per ms at the least. One that takes longer is a stream and is not searched.
const MIN_SEARCH_RATE = 16
// A body that an application made may have empty chunks without end, which no timer would stop.
const MAX_CHUNKS = 65536

/**
 * The parsed JSON body of a copy, so that the caller's own stays unread; undefined when it has more bytes than `limit`, is slow,
 * or is not JSON.
 * @param {Response} response
 * @param {number} limit
 * @param {boolean} untyped whatever its content type says, and as a text if it is not JSON
 * @param {number} patience how long it may take, in ms
 * @returns {Promise<unknown>}
 */
export async function jsonOfCopy(response, limit, untyped, patience) {
  try {
    if (!untyped && !saysJson(response)) return
    if (Number(headerOf(response, 'content-length')) > limit) return
    // A body that is chunked, compressed, or of another origin has no known length.
    const body = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.clone().body)
    const reader = body.getReader()
    const text = await readWhole(reader, limit, patience, decoderOf(response))
    if (text !== undefined) return parse(text) ?? (untyped ? text : undefined)
    reader.cancel().catch(() => {})
  } catch {}
}

/**
 * The whole text; undefined for a long or slow one.
 * @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader
 * @param {number} limit
 * @param {number} patience in ms
 */
async function readWhole(reader, limit, patience, decoder = new TextDecoder()) {
  const began = now()
  let text = ''
  let bytes = 0
  for (let chunks = 0; chunks <= MAX_CHUNKS && bytes <= limit; chunks++) {
    const left = began + patience + bytes / MIN_SEARCH_RATE - now()
    const read = await within(left, reader.read())
    if (read?.done) return text
    // Without `read` it did not come in time.
    if (!read) return
    bytes += read.value.byteLength
    text += decoder.decode(read.value, { stream: true })
  }
}

/**
 * What a promise resolves with, or undefined after `ms` ms.
 * @template T
 * @param {number} ms
 * @param {Promise<T>} promise
 * @returns {Promise<T | undefined>}
 */
async function within(ms, promise) {
  /** @type {import('./timer.js').Timer | undefined} */
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

/** Cancels the body of a reply that nobody will read, so that its connection is free again. */
export function discard(/** @type {Response | undefined} */ reply) {
  // The body may be the application's own stream.
  afterTurn(() => {
    try {
      const body = reply?.body
      if (body && !body.locked) Promise.resolve(body.cancel()).catch(() => {})
    } catch {
      // It has no body to cancel.
    }
  })
}
