import { resolve } from '#shell/global.js'
import { kindOf } from '#shell/native.js'

type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }

const inBrowser = typeof XMLHttpRequest === 'function'

/**
 * Stands in for the Request that axios makes to hand its parts to fetch: `auth.fetch` makes the one that is sent. It is also
 * what the application reads as `error.request`.
 */
export class AxiosRequest {
  /** The absolute URL. */
  readonly url: string
  readonly method: string
  readonly signal: AbortSignal | null
  readonly body: BodyInit | null
  readonly #credentials: RequestCredentials | undefined
  readonly #headers: Record<string, string>

  constructor(url: string, { method, signal, body, credentials, headers }: Init = {}) {
    this.url = resolve(url)?.address ?? url
    this.method = method ?? 'GET'
    this.signal = signal ?? null
    this.body = body ?? null
    this.#credentials = credentials
    this.#headers = headers ?? {}
  }

  /** On the prototype, because axios asks that whether the platform knows credentials. */
  get credentials(): RequestCredentials {
    return this.#credentials ?? 'same-origin'
  }

  get headers(): Headers {
    return new Headers(this.#headers)
  }

  /** What fetch takes in place of a Request. */
  init(): RequestInit {
    const { method, signal, body, credentials } = this
    const headers = { ...this.#headers }
    // Browsers set their own. This header would need a preflight on other origins.
    if (inBrowser)
      for (const name of Object.keys(headers)) if (name.toLowerCase() === 'user-agent') delete headers[name]
    return { method, headers, body, credentials, ...(signal && { signal }) }
  }
}

/** Whether axios needs the platform's Request for this body: it counts what a stream has sent. */
export const needsRealRequest = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && kindOf(data) === 'ReadableStream'
