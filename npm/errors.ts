import { own } from '#shell/native.js'
import type { RequestConfig } from './types.ts'

/** The stable codes of our rejections. */
export type AuthflightErrorCode =
  | 'SESSION_EXPIRED'
  | 'REFRESH_UNAVAILABLE'
  | 'LOGIN_REJECTED'
  | 'SESSION_CHANGED'
  | 'CONFIG'
  | 'NOT_INITIALISED'
  | 'DISPOSED'
  /** The module has failed and can do nothing any more. The next `createAuth` starts a new one. */
  | 'INTERNAL'
  | 'ERR_BAD_REQUEST'
  | 'ERR_BAD_RESPONSE'
  | 'ERR_NETWORK'
  | 'ECONNABORTED'
  | 'ERR_CANCELED'

/** What an error may carry beside its code. */
export interface AuthflightErrorDetails {
  response?: Response & { data?: unknown }
  status?: number
  data?: unknown
  config?: RequestConfig
  cause?: unknown
}

/** Told apart across realms and across two copies of the package. */
const brand = Symbol.for('authflight.error')

/**
 * Every rejection of ours. Its `code` is stable; nothing in it is ever a token. What came and what was sent may hold secrets of
 * the application's own (a login's password, a reply's tokens): `response`, `data` and `config` are there to be asked for, but
 * no log, JSON or console shows them by itself.
 */
export class AuthflightError extends Error {
  override readonly name = 'AuthflightError'
  readonly code: AuthflightErrorCode
  /** The reply's status. */
  declare readonly status?: number
  /** Private: a console shows all else. */
  readonly #details: AuthflightErrorDetails

  constructor(code: AuthflightErrorCode, message: string, details: AuthflightErrorDetails = {}) {
    super(message)
    this.code = code
    this.#details = own(details)
    const { status } = this.#details
    if (status !== undefined) this.status = status
    if ('cause' in this.#details) hidden(this, 'cause', this.#details.cause)
    hidden(this, brand, true)
  }

  /** The reply, where there is one; from the verbs with its body as `data`, as axios' applications look for it. */
  get response(): (Response & { readonly data?: unknown }) | undefined {
    return this.#details.response
  }

  /** The reply's body, as the verbs read it. */
  get data(): unknown {
    return this.#details.data
  }

  /** The call's configuration, as the verbs got it. */
  get config(): RequestConfig | undefined {
    return this.#details.config
  }

  /** For logs: what happened to which call; no body, no header, no query. */
  toJSON(): object {
    const { name, message, code, status, config } = this
    return { name, message, code, status, method: config?.method, url: withoutQuery(config?.url) }
  }
}

/** Adds a member that no log lists. */
export function hidden<T extends object>(object: T, name: PropertyKey, value: unknown): T {
  const descriptor = { value, configurable: true, writable: true }
  return Object.defineProperty(object, name, Object.assign(Object.create(null), descriptor))
}

/** An address as logs may show it: its query and its user may be secret. */
function withoutQuery(url: unknown): string | undefined {
  return typeof url === 'string' ? url.replace(/[?#].*/s, '').replace(/\/\/[^/]*@/, '//') : undefined
}

/** Whether it is one of ours, from whichever realm or copy. */
export function isAuthflightError(error: unknown): error is AuthflightError {
  try {
    return typeof error === 'object' && error !== null && brand in error
  } catch {
    // A proxy that will not say.
    return false
  }
}
