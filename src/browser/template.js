import { snapshotOf } from './body.js'
import { resolve } from './global.js'
import { isRequest, lostOf, membersOf, signalOf, TEXTS, urlOf } from './input.js'
import { kindOf, own } from './native.js'
import { statusOf } from './reply.js'
import { isStream, isStreamed, keptOf, sendsStreams, streamOf } from './stream.js'
import { afterTurn, attempt } from './turn.js'

/** Under this key an init has a function that sends it instead of fetch: npm/upload.ts sets it. */
const transport = Symbol.for('authflight.transport')

/** Under this key an init has a function that makes the headers of a second sending: npm/headers.ts sets it. */
const renewal = Symbol.for('authflight.headers')

/**
 * A request that can be sent twice. All of it is read once, at the call, so that what was judged is what is sent (R25) and
 * sent again (R7), whatever the caller changes afterwards.
 */
export class Template {
  /** The URL as the caller gave it; after `resolve`, the URL that is sent. @type {string} */
  url
  /** Whether the URL is joined to the base. @type {boolean} */
  joinsBase
  /** The resolved URL; undefined when it is invalid. @type {import('./global.js').Target | undefined} */
  target
  /** Follows the caller's signal, and is the platform's own. @type {AbortSignal | undefined} */
  signal
  /** Whether it can be sent once more: a stream that was not kept cannot. */
  repeatable = true
  /** A copy of the caller's Request. @type {Request | undefined} */
  #request
  /** What the copy has lost. @type {Partial<ReturnType<typeof lostOf>>} */
  #lost = {}
  /** @type {import('./input.js').Init} */
  #init
  /** A stream that has not been kept yet. @type {ReadableStream<Uint8Array<ArrayBuffer>> | undefined} */
  #stream
  /** Whether the body is a stream, which can be sent only once. */
  #isOneShot = false
  /** Whether to clone the Request before each sending, because it has a body. */
  #needsClone = false
  /** Whether it has been sent. */
  #sent = false
  #xsrf
  /** Whether the header of `#xsrf` is not the caller's own. */
  #setsXsrf = false
  /** Keeps the owner of `signal` alive; Node would collect it. @type {Request | undefined} */
  #follower

  /**
   * Throws what fetch would reject with.
   * @param {RequestInfo | URL} input
   * @param {RequestInit | undefined} init
   * @param {Pick<import('./xsrf.js').Xsrf, 'header' | 'valueFor'>} [xsrf]
   */
  constructor(input, init, xsrf) {
    this.#xsrf = xsrf
    const request = isRequest(input) ? input : undefined
    this.joinsBase = !request && kindOf(input) !== 'URL'
    this.url = request ? urlOf(request) : `${input}`
    const members = membersOf(init)
    this.#init = members
    if (request) {
      this.#lost = lostOf(request)
      const replaced = members.body !== undefined && members.body !== null
      if (replaced) members.method ??= request.method
      this.#request = replaced
        ? new Request(request, own({ ...this.#lost, method: 'POST', body: '' }))
        : new Request(request) // takes the body over, as fetch does
    }
    this.#readInit()
    const { body } = members
    if (body === undefined || body === null) return
    const copy = snapshotOf(body)
    if (copy !== undefined) members.body = copy
    else {
      if (members.duplex === undefined && isStream(body) && sendsStreams())
        throw new TypeError("A body that is a stream needs duplex: 'half'.")
      this.#stream = members.body = streamOf(body)
    }
  }

  #readInit() {
    const init = this.#init
    if (init.headers !== undefined) init.headers = new Headers(init.headers)
    for (const name of TEXTS) if (init[name] !== undefined) init[name] = `${init[name]}`
    if (init.signal === undefined) this.signal = this.#request && signalOf(this.#request)
    else if (init.signal !== null) {
      this.#follower = new Request('data:,', own({ signal: init.signal }))
      this.signal = signalOf(this.#follower)
    }
  }

  /** The URL that is joined to the base: one that the caller gave as text. */
  get relativeURL() {
    return this.joinsBase ? this.url : undefined
  }

  /** In capital letters, as it is sent. */
  get method() {
    return String(this.#init.method ?? this.#request?.method ?? 'GET').toUpperCase()
  }

  /** Whether the caller has set the header. */
  hasHeader(/** @type {string} */ header) {
    return Boolean((this.#init.headers ?? this.#request?.headers)?.has(header))
  }

  /**
   * Resolves the URL, which is joined to the base by now. It stays so, even if the document's base changes.
   * @param {string} url
   * @param {string | undefined} credentials the client's, for an input that is a URL
   */
  resolve(url, credentials) {
    if (credentials && !this.#request)
      this.#init.credentials ??= /** @type {RequestCredentials} */ (credentials)
    this.target = resolve(url)
    this.url = this.target?.address ?? url
    return this.target
  }

  /**
   * Resolves the URL, and says what the request's routing depends on: undefined when the URL is invalid. It is one text, a line
   * for each fact, because each value that crosses into the binary by itself costs as much as all of them.
   * @param {string | undefined} url joined to the base; otherwise the caller's own
   * @param {string | undefined} credentials
   * @param {string | undefined} header that the caller may have set
   */
  resolvedFacts(url, credentials, header) {
    try {
      const target = this.resolve(url ?? this.url, credentials)
      if (!target) return
      const hasHeader = header !== undefined && this.hasHeader(header)
      return `${target.href}\n${target.origin}\n${target.path}\n${hasHeader ? 'own' : ''}\n${this.method}`
    } catch {
      // The page has replaced what this calls: the request goes without the token.
    }
  }

  /**
   * Prepares for a second sending. Returns whether the request can be sent: if not, `bufferStream` has to read its stream first.
   * With a limit of 0 a stream is not buffered, and is sent once.
   * @param {number} limit in bytes
   */
  prepareReplay(limit) {
    const request = this.#request
    // GET and HEAD have no body.
    if (request && this.#init.body === undefined && !['GET', 'HEAD'].includes(request.method)) {
      if (isStreamed(request)) this.#stream = request.body ?? undefined
      else this.#needsClone = true
    }
    this.#isOneShot = this.#stream !== undefined
    return !this.#isOneShot || limit === 0
  }

  /**
   * Reads the stream. `done` is called, or called with the error with which the stream broke off and true.
   * @param {number} limit in bytes
   * @param {AbortSignal | undefined} signal
   * @param {(error?: unknown, failed?: boolean) => void} done
   */
  bufferStream(limit, signal, done) {
    const read = async () => {
      const stream = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (this.#stream)
      const { body, whole } = await keptOf(stream, limit, signal)
      this.#init.body = body
      this.#init.duplex = 'half'
      this.#isOneShot = !whole
    }
    // The stream may be the application's own.
    afterTurn(() =>
      read().then(
        () => done(),
        (error) => done(error, true),
      ),
    )
  }

  /**
   * Sends the request, with the value in the header if there is one.
   * @param {AbortSignal | undefined} signal the Template's, or one that follows it
   * @param {string} header
   * @param {string | undefined} value
   * @param {string | undefined} redirect for a request with the header, unless the caller has set one
   * @param {string | undefined} cache the same
   * @param {(reply: unknown, failed?: boolean) => void} replied gets the reply, or an error and true
   */
  send(signal, header, value, redirect, cache, replied) {
    afterTurn(() => {
      const failed = (/** @type {unknown} */ error) => replied(error, true)
      const came = (/** @type {unknown} */ response) => {
        const status = statusOf(response)
        if (typeof status === 'number') replied(response)
        else failed(status)
      }
      const sendNow = () => this.#fetch(signal, header, value, redirect, cache)
      const renewed = this.#renewalOfHeaders()
      // The platform's own `then`: the promise of a replaced fetch may have another one.
      Promise.prototype.then.call(attempt(renewed ? () => renewed().then(sendNow) : sendNow), came, failed)
    })
  }

  /**
   * Whether the platform takes it, so that it was sent if fetch rejected with a TypeError: what `Headers` or `Request` refuses
   * never is.
   * @param {string} header
   * @param {string | undefined} value
   */
  isSendable(header, value) {
    try {
      const headers = new Headers(this.#init.headers ?? this.#request?.headers)
      if (value !== undefined) headers.set(header, value)
      return Boolean(new Request(this.url, own({ method: this.method, headers })))
    } catch {
      return false
    }
  }

  /** Sends the request as it is. The promise is fetch's own, so that it takes no extra microtask. */
  pass() {
    return attempt(() => this.#fetch(this.signal, ''))
  }

  /** Sets the header that proves that the page itself sends it (R30). One that the caller has set to the same is renewed as well. */
  #setXsrfHeader(/** @type {import('./input.js').Init} */ init) {
    const value = this.#xsrf?.valueFor(this.method, this.target)
    if (!this.#xsrf || value === undefined) return
    const { header } = this.#xsrf
    const headers = new Headers(init.headers ?? this.#request?.headers)
    const given = headers.get(header)
    if (!this.#setsXsrf && given !== null && given !== value) return
    this.#setsXsrf = true
    headers.set(header, value)
    init.headers = headers
  }

  /** What makes the headers again for a second sending, if a function made them for the first. */
  #renewalOfHeaders() {
    const make = this.#sent && /** @type {(() => Promise<Headers>) | undefined} */ (this.#init[renewal])
    this.#sent = true
    if (!make) return
    return async () => {
      this.#init.headers = new Headers(await make())
    }
  }

  /**
   * @param {AbortSignal | undefined} signal
   * @param {string} header
   * @param {string} [value]
   * @param {string} [redirect]
   * @param {string} [cache]
   */
  #fetch(signal, header, value, redirect, cache) {
    const request = this.#request
    /** @type {import('./input.js').Init} */
    const init = own({ ...this.#lost, ...this.#init })
    // If they are equal, fetch gets the caller's own signal. Otherwise there is a signal.
    if (signal !== this.signal) init.signal = /** @type {AbortSignal} */ (signal)
    if (value !== undefined) {
      init.headers = new Headers(init.headers ?? request?.headers)
      init.headers.set(header, value)
      if (redirect) init.redirect ??= /** @type {RequestRedirect} */ (redirect)
      if (cache && (!request || request.cache === 'default'))
        init.cache ??= /** @type {RequestCache} */ (cache)
    }
    this.#setXsrfHeader(init)
    this.repeatable = !this.#isOneShot
    if (!request) return callFetch(this.url, init)
    if (!this.#needsClone) return callFetch(request, init)
    this.#request = request.clone()
    return callFetch(new Request(request, init))
  }
}

/**
 * fetch is looked up at each call, so that one that was replaced later is used.
 * @param {RequestInfo} input
 * @param {import('./input.js').Init} [init]
 */
const callFetch = (input, init) => /** @type {typeof fetch} */ (init?.[transport] ?? fetch)(input, init)
