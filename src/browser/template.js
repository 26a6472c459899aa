import { isStream, isStreamed, keptOf, kindOf, sendsStreams, snapshotOf, streamOf } from './body.js'
import { resolve } from './global.js'
import { statusOf } from './reply.js'
import { afterTurn } from './turn.js'

/** Under this key an init brings what is to send it instead of fetch: npm/upload.ts does. */
const transport = Symbol.for('authflight.transport')

/** What fetch reads of an init as text, and what else it reads. */
const texts = [
  'method',
  'referrer',
  'referrerPolicy',
  'mode',
  'credentials',
  'cache',
  'redirect',
  'integrity',
]
const members = [...texts, 'body', 'headers', 'keepalive', 'signal', 'duplex', 'priority', 'window']

/** A member as the platform reads it, whatever the object says of itself; throws for what is no Request. */
function read(/** @type {any} */ request, /** @type {string} */ name) {
  const getter = Object.getOwnPropertyDescriptor(globalThis.Request?.prototype ?? {}, name)?.get
  return getter ? getter.call(request) : request[name]
}
const urlOf = (/** @type {unknown} */ request) => read(request, 'url')
const signalOf = (/** @type {unknown} */ request) => read(request, 'signal')

/** Whether the platform takes it for a Request, of this realm or another; what only looks like one is none. */
function isRequest(/** @type {unknown} */ input) {
  if (typeof input !== 'object' || input === null || typeof Request !== 'function') return false
  try {
    return typeof urlOf(input) === 'string' && (input instanceof Request || kindOf(input) === 'Request')
  } catch {
    return false
  }
}

/** An object in which nothing lies that a page has added to all objects. */
/** @returns {Record<string | symbol, any>} */
const bare = (/** @type {object} */ object) => Object.assign(Object.create(null), object)

const isRoot = (/** @type {object} */ object) => Object.getPrototypeOf(object) === null

/** The init's members, read once: its own, and those of its class (a Request is an init, too), but none that all objects have. */
function membersOf(/** @type {any} */ init) {
  const copy = bare({})
  if (init === undefined || init === null) return copy
  // fetch has its own words for what is no init.
  if (typeof init !== 'object' && typeof init !== 'function') new Request('data:,', init)
  for (let level = init; level && (level === init || !isRoot(level)); level = Object.getPrototypeOf(level))
    for (const name of members) if (!(name in copy) && Object.hasOwn(level, name)) copy[name] = init[name]
  return Object.assign(othersOf(init), copy)
}

/** What else an init has: fetch itself does not read it, but a function that stands in for fetch may. */
function othersOf(/** @type {any} */ init) {
  const others = bare({})
  try {
    for (const name of Reflect.ownKeys(init)) {
      const { value, enumerable } = Object.getOwnPropertyDescriptor(init, name) ?? {}
      if (enumerable && value !== undefined && !members.includes(String(name))) others[name] = value
    }
  } catch {
    // A proxy that will not say.
  }
  return others
}

/**
 * A request that can be sent twice: all of it is read once, at the call, so that what was judged is what is sent (R25), and
 * sent again (R7), whatever the caller changes afterwards.
 */
export class Template {
  /** The URL as the caller gave it. @type {string} */
  url
  /** It is to be joined to the base. */
  joins
  /** Where it goes. @type {import('./global.js').Target | undefined} */
  target
  /** Follows the caller's signal; it is the platform's own. @type {AbortSignal | undefined} */
  signal
  /** It can be sent once more: false when its stream has flowed by. */
  repeatable = true
  /** A copy of the caller's Request. @type {Request | undefined} */
  #request
  /** What the copy has lost. */
  #lost = {}
  /** @type {Record<string | symbol, any>} */
  #init
  /** A stream that has not been kept yet. @type {ReadableStream | undefined} */
  #stream
  /** A stream that flows by once. */
  #once = false
  /** A Request with a body is cloned before each sending. */
  #cloned = false
  /** Keeps what `signal` belongs to alive: Node lets go of it otherwise. @type {Request | undefined} */
  #follower

  /**
   * Throws what fetch would reject with.
   * @param {string | URL | Request} input
   * @param {RequestInit | undefined} init
   */
  constructor(input, init) {
    const request = isRequest(input) ? /** @type {Request} */ (input) : undefined
    this.joins = !request && kindOf(input) !== 'URL'
    this.url = request ? urlOf(request) : `${input}`
    const own = membersOf(init)
    this.#init = own
    if (request) {
      this.#lost = lostOf(request)
      const replaced = own.body !== undefined && own.body !== null
      if (replaced) own.method ??= request.method
      this.#request = replaced
        ? new Request(request, bare({ ...this.#lost, method: 'POST', body: '' }))
        : new Request(request) // takes the body over, as fetch does
    }
    this.#readInit()
    const { body } = own
    if (body === undefined || body === null) return
    const kept = snapshotOf(body)
    if (kept !== undefined) own.body = kept
    else {
      if (own.duplex === undefined && isStream(body) && sendsStreams())
        throw new TypeError("A body that is a stream needs duplex: 'half'.")
      this.#stream = own.body = streamOf(body)
    }
  }

  #readInit() {
    const init = this.#init
    if (init.headers !== undefined) init.headers = new Headers(init.headers)
    for (const name of texts) if (init[name] !== undefined) init[name] = `${init[name]}`
    if (init.signal === undefined) this.signal = this.#request && signalOf(this.#request)
    else if (init.signal !== null) {
      this.#follower = new Request('data:,', bare({ signal: init.signal }))
      this.signal = signalOf(this.#follower)
    }
  }

  /** In capital letters, as it is sent. */
  get method() {
    return String(this.#init.method ?? this.#request?.method ?? 'GET').toUpperCase()
  }

  /** Whether the caller brings the header himself. */
  brings(/** @type {string} */ header) {
    return Boolean((this.#init.headers ?? this.#request?.headers)?.has(header))
  }

  /**
   * Resolves the URL, joined to the base by now: from here on it goes there, whatever becomes of the document's base.
   * @param {string} url
   * @param {string | undefined} credentials the client's own, for URLs
   */
  resolve(url, credentials) {
    if (credentials && !this.#request) this.#init.credentials ??= credentials
    this.target = resolve(url)
    this.url = this.target?.address ?? url
    return this.target
  }

  /**
   * Prepares for a second sending. Whether a stream is to be read first, up to so many bytes; with 0 it is sent as it is,
   * once.
   */
  streams(/** @type {number} */ limit) {
    const request = this.#request
    // GET and HEAD have no body.
    if (request && this.#init.body === undefined && !['GET', 'HEAD'].includes(request.method)) {
      if (isStreamed(request)) this.#stream = request.body ?? undefined
      else this.#cloned = true
    }
    this.#once = this.#stream !== undefined
    return this.#once && limit > 0
  }

  /**
   * Reads the stream. `done` is called, or called with what it broke off with and true.
   * @param {number} limit
   * @param {AbortSignal | undefined} signal
   * @param {(error?: unknown, failed?: boolean) => void} done
   */
  keep(limit, signal, done) {
    const read = async () => {
      const { body, whole } = await keptOf(/** @type {ReadableStream} */ (this.#stream), limit, signal)
      this.#init.body = body
      this.#init.duplex = 'half'
      this.#once = !whole
    }
    read().then(
      () => done(),
      (error) => done(error, true),
    )
  }

  /**
   * Sends it, with the value in its header if there is one.
   * @param {AbortSignal | undefined} signal
   * @param {string} header
   * @param {string | undefined} value
   * @param {boolean} followRedirects unless the caller says himself
   * @param {(reply: unknown, failed?: boolean) => void} replied gets the reply, or an error and true
   */
  send(signal, header, value, followRedirects, replied) {
    afterTurn(() => {
      const failed = (/** @type {unknown} */ error) => replied(error, true)
      const came = (/** @type {unknown} */ response) => {
        const status = statusOf(response)
        if (typeof status === 'number') replied(response)
        else failed(status)
      }
      // The platform's own `then`, whatever one the promise of a wrapper has.
      Promise.prototype.then.call(
        called(() => this.#go(signal, header, value, followRedirects)),
        came,
        failed,
      )
    })
  }

  /** Sends it as it is; the promise is fetch's own, so that not one microtask is added. */
  pass() {
    return called(() => this.#go(this.signal, '', undefined, true))
  }

  /**
   * @param {AbortSignal | undefined} signal
   * @param {string} header
   * @param {string | undefined} value
   * @param {boolean} followRedirects
   */
  #go(signal, header, value, followRedirects) {
    const request = this.#request
    const init = bare({ ...this.#lost, ...this.#init })
    // Otherwise fetch gets the caller's own.
    if (signal !== this.signal) init.signal = signal
    if (value !== undefined) {
      init.headers = new Headers(init.headers ?? request?.headers)
      init.headers.set(header, value)
      if (!followRedirects) init.redirect ??= 'error'
    }
    this.repeatable = !this.#once
    if (!request) return sent(this.url, init)
    if (!this.#cloned) return sent(request, init)
    this.#request = request.clone()
    return sent(new Request(request, init))
  }
}

/** What a Request loses when it is given an init, the first two by the standard, and the last when it is copied in Firefox. */
const lostOf = (/** @type {Request} */ { referrer, referrerPolicy, keepalive }) => ({
  referrer,
  referrerPolicy,
  keepalive,
})

/** Sends it. fetch is looked up at each call, so that a later wrapper is used. */
const sent = (/** @type {any} */ input, /** @type {any} */ init = undefined) =>
  (init?.[transport] ?? fetch)(input, init)

/** What a call of fetch gives, as a promise whatever it was. @returns {Promise<any>} */
function called(/** @type {() => unknown} */ call) {
  try {
    return Promise.resolve(call())
  } catch (error) {
    // fetch never throws, but what an application puts in its place does.
    return Promise.reject(error)
  }
}
