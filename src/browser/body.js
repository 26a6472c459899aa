import { getterOf, kindOf } from './native.js'
import { isStream } from './stream.js'

/**
 * A copy of a body that the caller can no longer change; undefined for a stream, which cannot be copied.
 * @param {unknown} body
 * @returns {BodyInit | undefined}
 */
export function snapshotOf(body) {
  try {
    const copy = copyOf(body)
    if (copy !== null) return copy
  } catch {
    // It only claims to be of the class.
  }
  // fetch makes a string of anything else.
  return `${body}`
}

/**
 * A copy; undefined for a stream, null for what fetch makes a string of.
 * @param {unknown} body
 * @returns {BodyInit | null | undefined}
 */
function copyOf(body) {
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
      return getterOf(ArrayBuffer, 'byteLength')?.call(body)
        ? ArrayBuffer.prototype.slice.call(body, 0)
        : new ArrayBuffer(0)
    case 'FormData': {
      const copy = new FormData()
      for (const [name, value] of FormData.prototype.entries.call(body)) copy.append(name, value)
      return copy
    }
    case 'URLSearchParams':
      return new URLSearchParams(URLSearchParams.prototype.toString.call(body))
    case 'Blob':
    case 'File':
      return typeof getterOf(Blob, 'size')?.call(body) === 'number' ? /** @type {Blob} */ (body) : null
  }
  // Node's fetch sends an asynchronous iterable as a stream, a browser's as text.
  const isIterable =
    typeof body === 'object' && /** @type {AsyncIterable<unknown>} */ (body)[Symbol.asyncIterator]
  if (!isIterable) return null
  return new Response(/** @type {BodyInit} */ (body)).headers.has('content-type') ? null : undefined
}

/** A view's bytes, copied. A view whose buffer was transferred has none. */
function bytesOf(/** @type {ArrayBufferView} */ { buffer, byteOffset, byteLength }) {
  return new Uint8Array(buffer, byteOffset, byteLength).slice()
}
