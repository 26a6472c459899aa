/** Its class by name: what another realm made (an iframe, an extension) is no instance of ours. */
export function kindOf(/** @type {unknown} */ value) {
  try {
    return Object.prototype.toString.call(value).slice(8, -1)
  } catch {
    return ''
  }
}

/** A copy of a body that the caller can no longer change; undefined for a stream, of which there is none. */
export function snapshotOf(/** @type {any} */ body) {
  try {
    const copy = copyOf(body)
    if (copy !== null) return copy
  } catch {
    // It only says that it is one of these.
  }
  // fetch makes a string of anything else.
  return `${body}`
}

/** Reads a member as the platform does; throws for what only says that it is one of these. */
const read = (/** @type {any} */ type, /** @type {string} */ name, /** @type {unknown} */ object) =>
  Object.getOwnPropertyDescriptor(type.prototype, name)?.get?.call(object)

export function isStream(/** @type {unknown} */ body) {
  try {
    return typeof read(ReadableStream, 'locked', body) === 'boolean'
  } catch {
    return false
  }
}

/** A copy; undefined for a stream, null for what fetch makes a string of. */
function copyOf(/** @type {any} */ body) {
  if (ArrayBuffer.isView(body)) {
    try {
      return bytesOf(body)
    } catch {
      return new Uint8Array()
    }
  }
  switch (kindOf(body)) {
    case 'ReadableStream':
      return isStream(body) ? undefined : null
    case 'ArrayBuffer':
      return read(ArrayBuffer, 'byteLength', body)
        ? ArrayBuffer.prototype.slice.call(body, 0)
        : new ArrayBuffer(0)
    case 'FormData': {
      const copy = new FormData()
      for (const [name, value] of FormData.prototype.entries.call(body))
        copy.append(name, /** @type {any} */ (value))
      return copy
    }
    case 'URLSearchParams':
      return new URLSearchParams(URLSearchParams.prototype.toString.call(body))
    case 'Blob':
    case 'File':
      return typeof read(Blob, 'size', body) === 'number' ? body : null
  }
  // Node's fetch takes these as streams, browsers' makes text of them.
  const isIterable = typeof body === 'object' && body[Symbol.asyncIterator]
  return isIterable && !new Response(body).headers.has('content-type') ? undefined : null
}

/** A view's bytes, copied. One whose buffer was transferred away has none. */
function bytesOf(/** @type {ArrayBufferView} */ { buffer, byteOffset, byteLength }) {
  return new Uint8Array(buffer, byteOffset, byteLength).slice()
}

/** What fetch takes as a stream; throws as it does for one that is locked or used. */
export const streamOf = (/** @type {any} */ body) => /** @type {ReadableStream} */ (new Response(body).body)

/** Whether a Request was made with a stream: only with the modes same-origin and cors may it be sent. */
export function isStreamed(/** @type {Request} */ request) {
  if (!request.body) return false
  const copy = request.clone()
  try {
    return !new Request(copy, Object.assign(Object.create(null), { method: 'POST', mode: 'no-cors' }))
  } catch {
    copy.body?.cancel().catch(() => {})
    return true
  }
}

/**
 * Reads a stream: the whole of it, if it ends within the limit, or else a stream of what was read and of the rest.
 * @param {ReadableStream} stream
 * @param {number} limit in bytes
 * @param {AbortSignal | undefined} signal
 */
export async function keptOf(stream, limit, signal) {
  const reader = stream.getReader()
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const chunks = []
  let left = limit
  const cut = () => reader.cancel(signal?.reason).catch(() => {})
  const read = async () => {
    const { done, value } = await reader.read()
    signal?.throwIfAborted()
    if (done) return true
    if (kindOf(value) !== 'Uint8Array') throw new TypeError('A chunk of the body is no Uint8Array.')
    left -= value.length
    // Copied, as fetch does: its maker may use it again.
    chunks.push(value.slice())
    return false
  }
  if (signal?.aborted) cut()
  signal?.addEventListener('abort', cut)
  try {
    while (left >= 0 || !sendsStreams()) if (await read()) return { body: new Blob(chunks), whole: true }
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    // fetch has no other error for a body that breaks off.
    throw new TypeError('Failed to fetch', { cause: error })
  } finally {
    signal?.removeEventListener('abort', cut)
  }
  const pull = async (/** @type {ReadableStreamDefaultController} */ controller) => {
    const { done, value } = chunks.length ? { value: chunks.shift() } : await reader.read()
    if (done) controller.close()
    else controller.enqueue(value)
  }
  const cancel = (/** @type {unknown} */ reason) => reader.cancel(reason)
  const source = Object.assign(Object.create(null), { pull, cancel })
  return { body: new ReadableStream(source), whole: false }
}

/** Firefox and Safari send none: they would send its name. */
export function sendsStreams() {
  const init = Object.assign(Object.create(null), {
    method: 'POST',
    body: new ReadableStream(),
    duplex: 'half',
  })
  try {
    return !new Request('data:,', init).headers.has('content-type')
  } catch {
    return false
  }
}
