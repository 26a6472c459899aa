import { kindOf } from '#shell/native.js'
import { progressOf } from './progress.ts'
import type { HttpProgressEvent } from './types.ts'

/** Under this key an init has a function that sends it instead of fetch: src/browser/template.js looks for it. */
export const transport: unique symbol = Symbol.for('authflight.transport') as never

/**
 * Sends by XMLHttpRequest, because only that reports how far an upload has come. Browsers' fetch does not, and streams
 * requests over HTTP/2 only. It costs a preflight on other origins, and the reply comes as a whole. Where
 * XMLHttpRequest is missing, cannot send the body, or would follow a redirect that must not be followed, fetch sends
 * the request, and no progress is reported.
 */
export function uploading(
  listener: (progress: HttpProgressEvent) => void,
): (url: string, init: RequestInit) => Promise<Response> {
  return (url, init) => {
    const { method = 'GET', headers, body, credentials, redirect = 'follow', signal } = init
    const stream = kindOf(body) === 'ReadableStream'
    const other = !body || stream || redirect !== 'follow' || credentials === 'omit'
    if (other || typeof XMLHttpRequest !== 'function') return fetch(url, init)
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      const cut = () => {
        reject(signal?.reason)
        request.abort()
      }
      if (signal?.aborted) return cut()
      request.open(method, url)
      request.responseType = 'blob'
      request.withCredentials = credentials === 'include'
      new Headers(headers).forEach((value, name) => {
        request.setRequestHeader(name, value)
      })
      const tell = progressOf(listener, 'upload')
      request.upload.onprogress = (event) =>
        tell(event.loaded, event.lengthComputable ? event.total : undefined, event)
      request.onload = () => {
        try {
          resolve(replyOf(request))
        } catch (error) {
          // No Response can have a status such as 999.
          reject(error)
        }
      }
      request.onerror = () => reject(new TypeError('Failed to fetch'))
      request.onloadend = () => signal?.removeEventListener('abort', cut)
      request.send(body as XMLHttpRequestBodyInit)
      // Only now: where `open` or `send` throws, nothing would take it off again.
      signal?.addEventListener('abort', cut)
    })
  }
}

/** The reply as fetch would give it. */
function replyOf(request: XMLHttpRequest): Response {
  const { status, statusText, responseURL } = request
  const headers = new Headers()
  for (const line of request.getAllResponseHeaders().split('\r\n')) {
    const [name = '', ...value] = line.split(':')
    if (name) headers.append(name, value.join(':'))
  }
  // Cut out, because without a content type XMLHttpRequest gives its Blob one, `text/xml`, and the reply would take it over.
  const body = [204, 205, 304].includes(status) ? null : (request.response as Blob | null)?.slice()
  const response = new Response(body, { status, statusText, headers })
  return Object.defineProperty(response, 'url', { value: responseURL })
}
