import { AuthflightError, type AuthflightErrorCode, isAuthflightError } from './errors.ts'
import { withParams } from './params.ts'
import type { AuthConfig, HttpResponse, RequestConfig } from './types.ts'

/** Sends what fetch takes; a fault of the session rejects, with its reply if there is one. */
export type Send = (
  url: string,
  init: RequestInit,
  base: string | undefined,
  withoutAuth: boolean,
) => Promise<Response>

/** The client's defaults for its verbs. */
export type VerbDefaults = Pick<AuthConfig, 'headers' | 'timeout' | 'unwrap'>

/** A reply whose body is not unwrapped yet. */
export type Answered = HttpResponse<unknown>

/** axios' `request` over {@link Send}; `data` is the whole body. */
export async function request(config: RequestConfig, send: Send, defaults: VerbDefaults): Promise<Answered> {
  const cutoff = cutoffOf(config.signal, config.timeout ?? defaults.timeout ?? 0)
  let response: Response | undefined
  let fault: AuthflightError | undefined
  let data: unknown
  try {
    try {
      const init = initOf(config, defaults, cutoff.signal)
      response = await send(
        withParams(config.url ?? '', config.params),
        init,
        config.baseURL,
        config.auth === false,
      )
    } catch (error) {
      if (!isAuthflightError(error) || !error.response) throw error
      fault = error
      response = error.response
    }
    data = await bodyOf(response, config)
  } catch (error) {
    throw isAuthflightError(error) ? error : thrown(error, cutoff.signal, config)
  } finally {
    cutoff.stop()
  }
  const { status, statusText, headers } = response
  const answered = { data, status, statusText, headers, config, response }
  if (fault) throw withReply(fault.code, fault.message, answered)
  const validate = config.validateStatus
  if (validate === null || (validate ?? isGood)(status)) return answered
  const code = status >= 500 ? 'ERR_BAD_RESPONSE' : 'ERR_BAD_REQUEST'
  throw withReply(code, `Request failed with status code ${status}`, answered)
}

/** An error that carries a reply. */
export function withReply(code: AuthflightErrorCode, message: string, answered: Answered): AuthflightError {
  const { response, status, data, config } = answered
  return new AuthflightError(code, message, { response, status, data, config })
}

/** The value at the configured path; a body without that path is no envelope. */
export function unwrapped(data: unknown, path: string | undefined): unknown {
  if (!path || !isPlain(data)) return data
  let value: unknown = data
  for (const step of path.split('.')) {
    value = isPlain(value) ? value[step] : undefined
  }
  return value === undefined ? data : value
}

const isGood = (status: number) => status >= 200 && status < 300

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value))

function initOf(config: RequestConfig, defaults: VerbDefaults, signal: AbortSignal | undefined): RequestInit {
  const headers = new Headers(defaults.headers)
  const given = config.headers
  const pairs = given instanceof Headers || Array.isArray(given) ? [...given] : Object.entries(given ?? {})
  for (const [name, value] of pairs) {
    // Like axios: what is null or undefined is not sent.
    if (value !== null && value !== undefined) headers.set(String(name), String(value))
  }
  if (!headers.has('accept')) headers.set('accept', 'application/json, text/plain, */*')
  const init: RequestInit = { method: (config.method || 'GET').toUpperCase(), headers }
  const bodiless = init.method === 'GET' || init.method === 'HEAD'
  if (config.data !== undefined && config.data !== null && !bodiless) {
    // Streams need the word; others do not mind it.
    Object.assign(init, { body: encoded(config.data, headers), duplex: 'half' })
  }
  if (signal) init.signal = signal
  if (config.withCredentials !== undefined)
    init.credentials = config.withCredentials ? 'include' : 'same-origin'
  return init
}

/** By name, as another realm's are instances of none of ours. */
const sendables = /^.object (ArrayBuffer|Blob|File|FormData|URLSearchParams|ReadableStream)]$/

/** Objects, numbers and the like become JSON; what fetch can send goes as it is. */
function encoded(data: unknown, headers: Headers): BodyInit {
  const sendable =
    typeof data === 'string' ||
    ArrayBuffer.isView(data) ||
    Symbol.asyncIterator in Object(data) ||
    sendables.test(Object.prototype.toString.call(data))
  if (sendable) return data as BodyInit
  if (!headers.has('content-type')) headers.set('content-type', 'application/json')
  return JSON.stringify(data)
}

async function bodyOf(response: Response, { responseType, method }: RequestConfig): Promise<unknown> {
  if (responseType === 'stream') return response.body
  if (method?.toUpperCase() === 'HEAD' || [204, 205, 304].includes(response.status)) return undefined
  if (responseType === 'blob') return response.blob()
  if (responseType === 'arraybuffer') return response.arrayBuffer()
  if (responseType === 'formdata') return response.formData()
  const text = await response.text()
  if (responseType === 'text' || !text) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** axios' code for what fetch, the signal or the body threw. */
function thrown(cause: unknown, signal: AbortSignal | undefined, config: RequestConfig): AuthflightError {
  const details = { cause, config }
  if (!signal?.aborted) {
    return new AuthflightError('ERR_NETWORK', 'No reply came: the network or the server failed.', details)
  }
  const timedOut = (signal.reason as Error | undefined)?.name === 'TimeoutError'
  return timedOut
    ? new AuthflightError('ECONNABORTED', 'The request took longer than its timeout.', details)
    : new AuthflightError('ERR_CANCELED', 'The request was canceled.', details)
}

/** The caller's signal, and the timeout if there is one; it covers the body, too. */
function cutoffOf(signal: AbortSignal | undefined, timeout: number) {
  if (!(timeout > 0)) return { signal, stop: () => {} }
  const controller = new AbortController()
  const follow = () => controller.abort(signal?.reason)
  if (signal?.aborted) follow()
  signal?.addEventListener('abort', follow)
  const expire = () => controller.abort(new DOMException('The operation timed out.', 'TimeoutError'))
  const timer = setTimeout(expire, Math.min(timeout, 2 ** 31 - 1))
  const stop = () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', follow)
  }
  return { signal: controller.signal, stop }
}
