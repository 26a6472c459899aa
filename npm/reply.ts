import { decoderOf, parse, saysJson } from '#shell/json.js'
import { progressOf } from './progress.ts'
import type { RequestConfig } from './types.ts'

/** The time between two calls of a listener, in ms. */
const betweenTold = 50

/** A reply's body in the form that the call asks for. `warn` is called if JSON was expected and did not come. */
export async function bodyOf(reply: Response, config: RequestConfig, warn: () => void): Promise<unknown> {
  const { responseType, method, onDownloadProgress } = config
  const response = onDownloadProgress && reply.body ? counted(reply, onDownloadProgress) : reply
  if (responseType === 'stream') return response.body
  if (method?.toLowerCase() === 'head' || [204, 205, 304].includes(response.status)) return undefined
  if (responseType === 'blob') return response.blob()
  if (responseType === 'arraybuffer') return response.arrayBuffer()
  if (responseType === 'formdata') return response.formData()
  const text = await textOf(response)
  if (responseType === 'text' || !text) return text
  const data = parse(text)
  if (data !== undefined) return data
  if (responseType || saysJson(response)) warn()
  return text
}

/** The body as a text. `Response.text()` takes everything for UTF-8. */
export async function textOf(reply: Response): Promise<string> {
  const decoder = decoderOf(reply)
  return decoder ? decoder.decode(await reply.arrayBuffer()) : reply.text()
}

/** The same reply, whose bytes are counted while they are read. */
function counted(reply: Response, listener: NonNullable<RequestConfig['onDownloadProgress']>): Response {
  const tell = progressOf(listener, 'download')
  // The length of a compressed body is not that of the bytes that are read.
  const length = reply.headers.get('content-encoding') ? null : reply.headers.get('content-length')
  const total = length ? Number(length) : undefined
  let loaded = 0
  let told = 0
  const through = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      loaded += chunk.byteLength
      controller.enqueue(chunk)
      if (performance.now() - told < betweenTold) return
      told = performance.now()
      tell(loaded, total)
    },
    flush: () => tell(loaded, total),
  })
  return new Response(reply.body?.pipeThrough(through), reply)
}
