import { own } from '#shell/native.js'
import type { RequestConfig } from './types.ts'

/** The codes of authflight's rejections. They are stable. */
export type AuthflightErrorCode =
  | 'SESSION_EXPIRED'
  | 'REFRESH_UNAVAILABLE'
  | 'LOGIN_REJECTED'
  | 'SESSION_CHANGED'
  | 'CONFIG'
  | 'NOT_INITIALISED'
  /** The module cannot run here: no WebAssembly, a Content-Security-Policy that forbids it, a binary that is damaged or missing. */
  | 'UNSUPPORTED'
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

/** Marks authflight's errors across realms and across two copies of the package. */
const brand = Symbol.for('authflight.error')

/**
 * Every rejection of authflight. Its `code` is stable, and nothing that it shows is ever a token. Requests and replies may hold
 * secrets of the application (a login's password, a reply's tokens), so `response`, `data` and `config` can be read, but no log,
 * JSON or console shows them by itself.
 */
export class AuthflightError extends Error {
  override readonly name = 'AuthflightError'
  readonly code: AuthflightErrorCode
  /** The reply's status. */
  declare readonly status?: number
  /** Private, because a console shows everything else. */
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

  /** The reply, if there is one. From the verbs it has its body as `data`, where applications that used axios look for it. */
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

  /** For logs: what happened to which call, without body, headers and query. */
  toJSON(): object {
    const { name, message, code, status, config } = this
    return { name, message, code, status, method: config?.method, url: withoutQuery(config?.url) }
  }
}

/** Adds a member that is not enumerable, so that no log lists it. */
export function hidden<T extends object>(object: T, name: PropertyKey, value: unknown): T {
  const descriptor = { value, configurable: true, writable: true }
  return Object.defineProperty(object, name, Object.assign(Object.create(null), descriptor))
}

/** An address without its query and user, which may be secret. */
export function withoutQuery(url: unknown): string | undefined {
  return typeof url === 'string' ? url.replace(/[?#].*/s, '').replace(/\/\/[^/]*@/, '//') : undefined
}

/** Whether it is an error of authflight, from any realm and any copy of the package. */
export function isAuthflightError(error: unknown): error is AuthflightError {
  try {
    return typeof error === 'object' && error !== null && brand in error
  } catch {
    // A proxy may throw.
    return false
  }
}
