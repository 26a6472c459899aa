/** A request that can be sent twice: taken as it is at the call, whatever the caller changes afterwards. */
export class Template {
  #input
  #init
  /** It can be sent once more: false when its stream has flowed by. */
  repeatable = true
  /** A stream, which flows by once. */
  #once = false
  /** A Request with a body is cloned before each sending. */
  #cloned = false

  /**
   * @param {string | URL | Request} input
   * @param {RequestInit | undefined} init
   * @param {string | undefined} credentials the client's own, for URLs
   */
  constructor(input, init, credentials) {
    this.#input = input
    this.#init = withCredentials(input, init, credentials)
    const { body } = this.#init
    if (body !== undefined && body !== null) {
      const kept = snapshot(body)
      if (kept === undefined) this.#once = true
      else this.#init.body = kept
    } else if (isRequest(input)) {
      // GET and HEAD have no body; a body that is used already is for fetch to refuse.
      this.#cloned = !['GET', 'HEAD'].includes(input.method) && !input.bodyUsed
    }
  }

  /** The caller's signal: that of the init, or else that of the Request. */
  get signal() {
    const { signal = this.#input.signal } = this.#init
    return signal ?? undefined
  }

  /**
   * Sends it, with the value in its header if there is one. Rejects with what fetch or Headers throws.
   * @param {AbortSignal | undefined} signal
   * @param {string} header
   * @param {string | undefined} value
   * @param {boolean} followRedirects unless the caller says himself
   */
  async send(signal, header, value, followRedirects) {
    const init = { ...this.#init }
    if (signal) init.signal = signal
    if (value !== undefined) {
      init.headers = new Headers(init.headers ?? this.#input.headers)
      init.headers.set(header, value)
      if (!followRedirects) init.redirect ??= 'error'
    }
    this.repeatable = !this.#once
    let input = this.#input
    if (this.#cloned) {
      this.#input = input.clone()
      input = new Request(input, init)
    }
    return sent(input, this.#cloned ? undefined : init)
  }
}

/** Under this key an init brings what is to send it instead of fetch: npm/upload.ts does. */
const transport = Symbol.for('authflight.transport')

/** Sends it. fetch is looked up at each call, so that a later wrapper is used. */
const sent = (input, init) => (init?.[transport] ?? fetch)(input, init)

const isRequest = (/** @type {unknown} */ input) => typeof Request === 'function' && input instanceof Request

const withCredentials = (input, init, credentials) => {
  const copy = { ...init }
  if (credentials && typeof input === 'string') copy.credentials ??= credentials
  return copy
}

/** Passes a call on to fetch that is none of ours. Its own promise is returned: not one microtask is added. */
export function passOn(input, init, credentials) {
  try {
    return sent(input, credentials ? withCredentials(input, init, credentials) : init)
  } catch (error) {
    // fetch never throws, but what an application puts in its place may.
    return Promise.reject(error)
  }
}

/** A copy that the caller can no longer change; undefined for a stream, of which there is none. */
function snapshot(body) {
  if (body instanceof ReadableStream) return
  if (body instanceof ArrayBuffer) return body.slice(0)
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice()
  if (body instanceof FormData) {
    const copy = new FormData()
    for (const [name, value] of body) copy.append(name, value)
    return copy
  }
  if (body instanceof URLSearchParams) return new URLSearchParams(body)
  if (body instanceof Blob) return body
  // Node's fetch takes these as streams.
  if (typeof body === 'object' && body[Symbol.asyncIterator]) return
  // fetch makes a string of anything else.
  return String(body)
}

/** The URL of a Request or URL object; undefined for what is to be joined to the base. */
export function urlOf(input) {
  return isRequest(input) ? input.url : input instanceof URL ? input.href : undefined
}

/** Whether the caller brings the header himself. */
export function brings(header, input, init) {
  try {
    return new Headers(init?.headers ?? (isRequest(input) ? input.headers : undefined)).has(header)
  } catch {
    return false
  }
}

// A JSON reply longer than this is not searched for "expired" (64 KiB of text).
const LONGEST_SEARCHED = 65536

/** The parsed JSON body of a copy, so that the caller's own stays unread; undefined when there is none. */
export async function jsonOfCopy(/** @type {Response} */ response) {
  const { headers } = response
  if (!headers.get('content-type')?.includes('json')) return
  if (Number(headers.get('content-length')) > LONGEST_SEARCHED) return
  try {
    return JSON.parse(await response.clone().text())
  } catch {}
}

/** A reply that is not the answer: its connection is freed. */
export function discard(/** @type {Response | undefined} */ reply) {
  const body = reply?.body
  if (body && !body.locked) body.cancel().catch(() => {})
}
