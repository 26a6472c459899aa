// axios: an instance keeps its interceptors, transforms and errors, and gets its tokens from an Auth.
import {
  type AxiosError,
  type AxiosInstance,
  type AxiosResponse,
  getAdapter,
  type InternalAxiosRequestConfig,
} from 'axios'
import { type AuthflightError, isAuthflightError } from './errors.ts'
import type { FetchAuth } from './types.ts'
import { transport, uploading } from './upload.ts'

/** What one call of axios tells the fetch that is put under it. */
class Call {
  fault: AuthflightError | undefined
  readonly config: InternalAxiosRequestConfig

  constructor(config: InternalAxiosRequestConfig) {
    this.config = config
  }
}

type Options = RequestInit & { authflight?: Call }

/**
 * Lets an instance (`axios` itself, or one of `axios.create()`) send by `auth`: with the token, with the one refresh
 * and the replay, through axios' own fetch adapter. Needs axios 1.12 or newer. Calls that bring an adapter of their
 * own are left alone. Returns how to detach it again.
 *
 * What axios rejects with stays what it was: a status that `validateStatus` refuses, a lost connection, a timeout, a
 * cancellation. A fault of the session is an AxiosError, too, with our code (`SESSION_EXPIRED`, `SESSION_CHANGED`,
 * `REFRESH_UNAVAILABLE`), and our error as its `cause`: `isAuthflightError(error.cause)`.
 */
export function attachAuth(instance: AxiosInstance, auth: FetchAuth): () => void {
  const { defaults } = instance
  const before = defaults.adapter
  // One for all calls: axios keeps what it builds on each of these for ever.
  const fetch = fetchOver(auth)
  const adapter = async (config: InternalAxiosRequestConfig): Promise<AxiosResponse> => {
    const call = new Call(config)
    const own = {
      ...config,
      env: { ...config.env, fetch },
      fetchOptions: { ...config.fetchOptions, authflight: call },
      // axios' own would stream the body, which browsers do over HTTP/2 only.
      onUploadProgress: isTold(config) ? undefined : config.onUploadProgress,
      // XMLHttpRequest's meaning of `false`; the fetch adapter's keeps even this origin's cookies back.
      withCredentials: config.withCredentials || ('same-origin' as never),
    } as InternalAxiosRequestConfig
    try {
      const response = await getAdapter('fetch', own)(own)
      response.config = config
      return response
    } catch (error) {
      throw asBefore(error, call)
    }
  }
  defaults.adapter = adapter
  return () => {
    if (defaults.adapter === adapter) defaults.adapter = before as typeof adapter
  }
}

const inBrowser = typeof XMLHttpRequest === 'function'

/** Whether XMLHttpRequest is to tell of the upload. */
const isTold = ({ onUploadProgress, data, method }: InternalAxiosRequestConfig) =>
  inBrowser && onUploadProgress && data && method !== 'get' && method !== 'head'

function fetchOver(auth: FetchAuth): NonNullable<NonNullable<InternalAxiosRequestConfig['env']>['fetch']> {
  return async (input, options) => {
    const { authflight: call, ...init }: Options = options ?? {}
    const request = input as Request
    // Browsers name themselves; this one would ask other origins for a preflight.
    if (inBrowser) request.headers.delete('user-agent')
    try {
      return await (call && isTold(call.config)
        ? auth.fetch(request.url, told(request, init, call.config))
        : auth.fetch(request, init))
    } catch (error) {
      // The reply in hand is what axios is to answer with; the fault goes into its error.
      if (!call || !isAuthflightError(error) || !error.response) throw error
      call.fault = error
      return error.response
    }
  }
}

/** The same request as an init whose body can be sent by XMLHttpRequest. */
function told(request: Request, init: RequestInit, config: InternalAxiosRequestConfig): RequestInit {
  const { method, credentials, signal } = request
  const headers = new Headers(request.headers)
  // The boundary is of the sender's making.
  if (config.data instanceof FormData) headers.delete('content-type')
  const listener = config.onUploadProgress as Parameters<typeof uploading>[0]
  return Object.assign(
    { ...init, method, headers, credentials, signal, body: config.data as BodyInit },
    { [transport]: uploading(listener) },
  )
}

/** The error as axios' XMLHttpRequest would have put it. */
function asBefore(error: unknown, { config, fault }: Call): unknown {
  const failed = error as Partial<AxiosError>
  if (typeof error !== 'object' || error === null || !('config' in failed)) return error
  failed.config = config
  if (failed.response) failed.response.config = config
  // The client's own timeout, beside that of the call.
  const late = (failed.cause as Error | undefined)?.name === 'TimeoutError'
  if (late || failed.code === 'ETIMEDOUT') {
    failed.code = config.transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED'
    const words = config.timeout ? `timeout of ${config.timeout}ms exceeded` : failed.message
    failed.message = config.timeoutErrorMessage || (words as string)
  }
  if (failed.code === 'ERR_CANCELED' && config.signal?.aborted) failed.message = 'canceled'
  // axios names what it wraps after its cause.
  if (late || isAuthflightError(failed.cause)) failed.name = 'AxiosError'
  if (fault) {
    failed.code = fault.code
    Object.defineProperty(failed, 'cause', { value: fault, configurable: true, writable: true })
  }
  return error
}
