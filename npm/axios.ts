// axios: an instance keeps its interceptors, transforms and errors, and sends by an Auth.

import type { AxiosError, AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios'
import * as axios from 'axios'
import { decoderOf } from '#shell/json.js'
import { AuthflightError, isAuthflightError } from './errors.ts'
import { needsAuth } from './needs-auth.ts'
import { textOf } from './reply.ts'
import { strictly } from './strict.ts'
import type { FetchAuth } from './types.ts'
import { transport, uploading } from './upload.ts'
import { needs } from './version.ts'

/** What one call of axios passes to the fetch below it. */
class Call {
  fault: AuthflightError | undefined
  readonly config: InternalAxiosRequestConfig

  constructor(config: InternalAxiosRequestConfig) {
    this.config = config
  }
}

type Options = RequestInit & { authflight?: Call }
type Adapter = (config: InternalAxiosRequestConfig) => Promise<AxiosResponse>

/** What stood before each adapter that is detached. Another may be attached over it still, and leave it behind when it goes. */
const before = new WeakMap<object, AxiosInstance['defaults']['adapter']>()

/**
 * Makes an instance (`axios` itself, or one of `axios.create()`) send by `auth`: with the token, the one refresh and the
 * replay, through axios' own fetch adapter. Calls that have an adapter of their own are left alone. Returns a function that
 * detaches it again, also from beneath what was attached later. Throws `CONFIG` beside an axios older than 1.12, and for
 * arguments of other kinds.
 *
 * axios rejects as before on a status that `validateStatus` refuses, a lost connection, a timeout or a cancellation. A
 * fault of the session is also an AxiosError. It has authflight's code (`SESSION_EXPIRED`, `SESSION_CHANGED`,
 * `REFRESH_UNAVAILABLE`), and authflight's error as its `cause`: `isAuthflightError(error.cause)`.
 */
export function attachAuth(instance: AxiosInstance, auth: FetchAuth): () => void {
  // Versions before 1.0 have a default export only.
  const { VERSION, default: main }: { VERSION?: string; default?: { VERSION?: string } } = axios
  needs('axios', VERSION ?? main?.VERSION, '1.12')
  const { defaults } = instance ?? ({} as Partial<AxiosInstance>)
  if (!defaults) {
    const what = 'expected axios, or one of axios.create(), as the first argument, and auth as the second'
    throw new AuthflightError('CONFIG', `attachAuth: ${what}.`)
  }
  needsAuth('attachAuth', auth)
  const replaced = defaults.adapter
  // One function for all calls, because axios builds something on each such function and never frees it.
  const fetch = fetchOver(auth)
  const adapter: Adapter = async (config) => {
    if (before.has(adapter)) return axios.getAdapter(replaced, config)(config)
    const call = new Call(config)
    const own = {
      ...config,
      env: { Response: DecodingResponse as never, ...config.env, fetch },
      fetchOptions: { ...config.fetchOptions, authflight: call },
      // axios' own progress would stream the body, which browsers do over HTTP/2 only.
      onUploadProgress: isTold(config) ? undefined : config.onUploadProgress,
      // `false` means what it means to XMLHttpRequest. The fetch adapter would omit the cookies of this origin as well.
      withCredentials: config.withCredentials || ('same-origin' as never),
    } as InternalAxiosRequestConfig
    try {
      const response = await axios.getAdapter('fetch', own)(own)
      response.config = config
      const { fault } = call
      // A reply such as 200 `{ code: 401 }` is a good one to axios.
      if (fault) throw new axios.AxiosError(fault.message, fault.code, config, response.request, response)
      return response
    } catch (error) {
      throw asBefore(error, call)
    }
  }
  defaults.adapter = adapter
  return () => {
    before.set(adapter, replaced)
    let there = defaults.adapter
    while (before.has(there as Adapter)) there = before.get(there as Adapter)
    defaults.adapter = there as Adapter
  }
}

const inBrowser = typeof XMLHttpRequest === 'function'

/** Whether XMLHttpRequest sends the call, to report its upload. */
const isTold = ({ onUploadProgress, data, method }: InternalAxiosRequestConfig) =>
  inBrowser && onUploadProgress && data && method !== 'get' && method !== 'head'

function fetchOver(auth: FetchAuth): NonNullable<NonNullable<InternalAxiosRequestConfig['env']>['fetch']> {
  return async (input, options) => {
    const { authflight: call, ...init }: Options = options ?? {}
    const request = input as Request
    // Browsers set their own. This header would need a preflight on other origins.
    if (inBrowser) request.headers.delete('user-agent')
    try {
      return decoding(
        await (call && isTold(call.config)
          ? auth.fetch(request.url, strict(told(request, init, call.config)))
          : auth.fetch(request, strict(init))),
      )
    } catch (error) {
      // axios answers with the reply that there is, and the fault goes into its error.
      if (!call || !isAuthflightError(error) || !error.response) throw error
      call.fault = error
      return decoding(error.response)
    }
  }
}

/** The same reply. Its text is read by the charset that it names, as by XMLHttpRequest; fetch takes everything for UTF-8. */
const decoding = (reply: Response): Response =>
  decoderOf(reply) ? Object.defineProperty(reply, 'text', { value: () => textOf(reply) }) : reply

/** What axios makes of a reply whose bytes it counts. */
function DecodingResponse(...given: ConstructorParameters<typeof Response>): Response {
  return decoding(new Response(...given))
}

/** A fault of the session comes as one, and not as the 401 that it began with. */
const strict = (init: RequestInit): RequestInit => Object.assign({ ...init }, { [strictly]: true })

/** The request as an init whose body XMLHttpRequest can send. */
function told(request: Request, init: RequestInit, config: InternalAxiosRequestConfig): RequestInit {
  const { method, credentials, signal } = request
  const headers = new Headers(request.headers)
  // The sender makes the boundary.
  if (config.data instanceof FormData) headers.delete('content-type')
  const listener = config.onUploadProgress as Parameters<typeof uploading>[0]
  return Object.assign(
    { ...init, method, headers, credentials, signal, body: config.data as BodyInit },
    { [transport]: uploading(listener) },
  )
}

/** Changes the error to what axios' XMLHttpRequest adapter would give. */
function asBefore(error: unknown, { config, fault }: Call): unknown {
  const failed = error as Partial<AxiosError>
  if (typeof error !== 'object' || error === null || !('config' in failed)) return error
  failed.config = config
  if (failed.response) failed.response.config = config
  // The timeout may be the client's own, or that of the call.
  const late = (failed.cause as Error | undefined)?.name === 'TimeoutError'
  if (late || failed.code === 'ETIMEDOUT') {
    failed.code = config.transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED'
    const words = config.timeout ? `timeout of ${config.timeout}ms exceeded` : failed.message
    failed.message = config.timeoutErrorMessage || (words as string)
  }
  if (failed.code === 'ERR_CANCELED' && config.signal?.aborted) failed.message = 'canceled'
  // axios gives an error that it wraps the name of its cause.
  if (late || isAuthflightError(failed.cause)) failed.name = 'AxiosError'
  if (fault) {
    failed.code = fault.code
    failed.message = fault.message
    Object.defineProperty(failed, 'cause', { value: fault, configurable: true, writable: true })
  }
  return error
}
