import { getterOf, kindOf, own } from './native.js'

export function isStream(/** @type {unknown} */ body) {
  try {
    return typeof getterOf(ReadableStream, 'locked')?.call(body) === 'boolean'
  } catch {
    return false
  }
}

/** The stream that fetch would send; throws as fetch does for one that is locked or used. */
export const streamOf = (/** @type {unknown} */ body) =>
  /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (new Response(/** @type {BodyInit} */ (body)).body)

/** Whether a Request was made with a stream. Such a Request allows only the modes same-origin and cors. */
export function isStreamed(/** @type {Request} */ request) {
  if (!request.body) return false
  const copy = request.clone()
  try {
    return !new Request(copy, own({ method: 'POST', mode: 'no-cors' }))
  } catch {
    copy.body?.cancel().catch(() => {})
    return true
  }
}

/** Whether fetch sends streams. Firefox and Safari would send `[object ReadableStream]` as text. */
export function sendsStreams() {
  const init = own({ method: 'POST', body: new ReadableStream(), duplex: 'half' })
  try {
    return !new Request('data:,', init).headers.has('content-type')
  } catch {
    return false
  }
}

/**
 * Reads a stream into memory. One that is longer than the limit becomes a stream of what was read and of the rest; where fetch
 * sends no streams, all of it is read.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
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
    // Copied as fetch does, because the source may reuse its buffer.
    chunks.push(value.slice())
    return false
  }
  if (signal?.aborted) cut()
  signal?.addEventListener('abort', cut)
  try {
    while (left >= 0 || !sendsStreams()) if (await read()) return { body: new Blob(chunks), whole: true }
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    // The error that fetch has for a body that breaks off.
    throw new TypeError('Failed to fetch', { cause: error })
  } finally {
    signal?.removeEventListener('abort', cut)
  }
  return { body: rejoined(chunks, reader), whole: false }
}

/**
 * A stream of the chunks that were read, and then of the rest.
 * @param {Uint8Array<ArrayBuffer>[]} chunks
 * @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader
 */
function rejoined(chunks, reader) {
  const pull = async (/** @type {ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>} */ controller) => {
    const chunk = chunks.shift()
    if (chunk) return controller.enqueue(chunk)
    const { done, value } = await reader.read()
    if (done) controller.close()
    else controller.enqueue(value)
  }
  const cancel = (/** @type {unknown} */ reason) => reader.cancel(reason)
  return new ReadableStream(own({ pull, cancel }))
}
