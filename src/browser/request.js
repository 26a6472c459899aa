/** A request that can be sent twice: taken as it is at the call, whatever the caller changes afterwards. */
export class Template {
  #input
  #init
  /** It can be sent once more: false when its stream has flowed by. */
  repeatable = true
  /** The reader of a stream that has not been kept yet. */
  #reader
  #limit
  /** A stream that flows by once. */
  #once = false
  /** A Request with a body is cloned before each sending. */
  #cloned = false

  /**
   * @param {string | URL | Request} input
   * @param {RequestInit | undefined} init
   * @param {string | undefined} credentials the client's own, for URLs
   * @param {number} limit bytes of a stream that are kept; 0: none, and it is sent as it is
   */
  constructor(input, init, credentials, limit) {
    this.#input = input
    this.#init = withCredentials(input, init, credentials)
    this.#limit = limit
    const { body } = this.#init
    if (body !== undefined && body !== null) {
      const kept = snapshot(body)
      if (kept === undefined) this.#flows(body)
      else this.#init.body = kept
    } else if (isRequest(input) && !['GET', 'HEAD'].includes(input.method) && !input.bodyUsed) {
      // GET and HEAD have no body; a body that is used already is for fetch to refuse.
      if (limit && isStreamed(input)) {
        this.#init.duplex = 'half'
        this.#flows(input.body)
      } else this.#cloned = true
    }
  }

  /** A Response takes what fetch takes as a stream, and throws for the same that is locked or used. */
  #flows(body) {
    if (this.#limit) this.#reader = new Response(body).body.getReader()
    else this.#once = true
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
  send(signal, header, value, followRedirects) {
    const go = () => this.#go(signal, header, value, followRedirects)
    return promised(() => (this.#reader ? this.#keep(signal).then(go) : go()))
  }

  async #keep(signal) {
    const [body, whole] = await kept(this.#reader, this.#limit, signal)
    this.#init.body = body
    this.#once = !whole
    this.#reader = undefined
  }

  #go(signal, header, value, followRedirects) {
    const init = { ...(isRequest(this.#input) && keptOf(this.#input)), ...this.#init }
    if (signal) init.signal = signal
    if (value !== undefined) {
      init.headers = new Headers(init.headers ?? this.#input.headers)
      init.headers.set(header, value)
      if (!followRedirects) init.redirect ??= 'error'
    }
    this.repeatable = !this.#once
    const input = this.#input
    if (!this.#cloned) return sent(input, init)
    this.#input = input.clone()
    return sent(new Request(input, init))
  }
}

/**
 * Reads a stream: the whole of it, if it ends within the limit, or else a stream of what was read and of the rest.
 * @returns {Promise<[body: Blob | ReadableStream, whole: boolean]>}
 */
async function kept(reader, limit, signal) {
  const chunks = []
  const cut = () => reader.cancel(signal.reason).catch(() => {})
  const read = async () => {
    const { done, value } = await reader.read()
    signal?.throwIfAborted()
    if (done) return true
    if (kindOf(value) !== 'Uint8Array') throw new TypeError('A chunk of the body is no Uint8Array.')
    limit -= value.length
    // Copied, as fetch does: its maker may use it again.
    chunks.push(value.slice())
  }
  if (signal?.aborted) cut()
  signal?.addEventListener('abort', cut)
  try {
    while (limit >= 0 || !sendsStreams()) if (await read()) return [new Blob(chunks), true]
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    // fetch has no other error for a body that breaks off.
    throw new TypeError('Failed to fetch', { cause: error })
  } finally {
    signal?.removeEventListener('abort', cut)
  }
  const pull = async (controller) => {
    const { done, value } = chunks.length ? { value: chunks.shift() } : await reader.read()
    if (done) controller.close()
    else controller.enqueue(value)
  }
  return [new ReadableStream({ pull, cancel: (reason) => reader.cancel(reason) }), false]
}

/** Firefox and Safari send none: they would send its name. */
const sendsStreams = () => {
  const body = new ReadableStream()
  try {
    return !new Request('data:,', { method: 'POST', body, duplex: 'half' }).headers.has('content-type')
  } catch {
    return false
  }
}

/** Whether a Request was made with a stream: only with the modes same-origin and cors may it be sent. */
const isStreamed = (request) => {
  if (!request.body) return false
  const copy = request.clone()
  try {
    return !new Request(copy, { method: 'POST', mode: 'no-cors' })
  } catch {
    copy.body.cancel().catch(() => {})
    return true
  }
}

/** What a Request loses when it is given an init: the first two by the standard, the last in Firefox. */
const keptOf = ({ referrer, referrerPolicy, keepalive }) => ({ referrer, referrerPolicy, keepalive })

/** Under this key an init brings what is to send it instead of fetch: npm/upload.ts does. */
const transport = Symbol.for('authflight.transport')

/** Sends it. fetch is looked up at each call, so that a later wrapper is used. */
const sent = (input, init) => (init?.[transport] ?? fetch)(input, init)

/** Its class by name: what another realm made (an iframe, an extension) is none of our own classes' instances. */
const kindOf = (value) => Object.prototype.toString.call(value).slice(8, -1)

const isRequest = (input) => kindOf(input) === 'Request'

const withCredentials = (input, init, credentials) => {
  const copy = { ...init }
  if (credentials && typeof input === 'string') copy.credentials ??= credentials
  return copy
}

/** What a call of fetch gives, as a promise whatever it was: its own, so that not one microtask is added. */
const promised = (call) => {
  try {
    return Promise.resolve(call())
  } catch (error) {
    // fetch never throws, but Headers do, and what an application puts in fetch's place.
    return Promise.reject(error)
  }
}

/** Passes a call on to fetch that is none of ours. */
export function passOn(input, init, credentials) {
  return promised(() => sent(input, credentials ? withCredentials(input, init, credentials) : init))
}

/** A copy that the caller can no longer change; undefined for a stream, of which there is none. */
function snapshot(body) {
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice()
  switch (kindOf(body)) {
    case 'ReadableStream':
      return
    case 'ArrayBuffer':
      return body.slice(0)
    case 'FormData': {
      const copy = new FormData()
      for (const [name, value] of body) copy.append(name, value)
      return copy
    }
    case 'URLSearchParams':
      return new URLSearchParams(body)
    case 'Blob':
    case 'File':
      return body
  }
  // Node's fetch takes these as streams.
  if (typeof body === 'object' && body[Symbol.asyncIterator]) return
  // fetch makes a string of anything else.
  return String(body)
}

/** The URL of a Request or URL object; undefined for what is to be joined to the base. */
export function urlOf(input) {
  return isRequest(input) ? input.url : kindOf(input) === 'URL' ? input.href : undefined
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

/**
 * The parsed JSON body of a copy, so that the caller's own stays unread; undefined when there is none, or a long one: what
 * says "expired" is short. A stream of JSON texts is no JSON, and might never end.
 */
export async function jsonOfCopy(/** @type {Response} */ response) {
  const { headers } = response
  if (!/[/+]json *(;|$)/i.test(headers.get('content-type'))) return
  if (Number(headers.get('content-length')) > LONGEST_SEARCHED) return
  try {
    // The length is not told of what comes in pieces, compressed, or from another origin.
    const reader = response.clone().body.getReader()
    const decoder = new TextDecoder()
    let text = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return JSON.parse(text)
      text += decoder.decode(value, { stream: true })
      if (text.length > LONGEST_SEARCHED) return void reader.cancel().catch(() => {})
    }
  } catch {}
}

/** A reply that is not the answer: its connection is freed. */
export function discard(/** @type {Response | undefined} */ reply) {
  const body = reply?.body
  if (body && !body.locked) body.cancel().catch(() => {})
}
