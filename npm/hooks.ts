import { resolve } from '#shell/global.js'
import { own } from '#shell/native.js'
import { isDocument } from '#shell/reply.js'
import { afterTurn } from '#shell/turn.js'
import type { ConfiguredFunctions } from './config.ts'
import { AuthflightError, type AuthflightErrorDetails } from './errors.ts'
import { headersOf, madeBy, merged } from './headers.ts'
import { report } from './listeners.ts'
import type { AuthConfig, AuthEvents, Session, TokenSet } from './types.ts'
import type { Identity } from './user.ts'
import { type Fault, faults, noRefresh, timeouts, type Warning, warningOf } from './words.ts'
import type { XsrfHeader } from './xsrf.ts'

/** `protocol::event::Snapshot` */
interface Snapshot {
  signedIn: boolean
  refreshing: boolean
  /** Other tabs, and then the server, are being asked whether there is a session. `signedIn` is false then. */
  restoring: boolean
  accessExpiresAt: number | null
  refreshExpiresAt: number | null
  pending: number
  /** What `npm/user.ts` tells users apart by. */
  revision: number
  sessions: number
  users: number
}

/**
 * What the binary calls, as `src/exports/hooks.rs` binds it. None of it throws, and the application is called only after the
 * binary has returned.
 */
export interface Hooks {
  /** An error for wrong use of the API. */
  misuse(message: string): Error
  /** An error for a fault. It holds the reply, if there is one. `thrown` is what the last refresh has thrown, if anything. */
  fault(fault: Fault, response: Response | undefined, thrown: unknown): Error
  /** An error for a refresh that was not answered within `refreshTimeout`. */
  timedOut(): Error
  event<E extends Exclude<keyof AuthEvents, 'warning'>>(name: E, detail: AuthEvents[E], thrown: unknown): void
  event(name: 'warning', warning: Warning): void
  snapshot(snapshot: Snapshot): void
  /** Whether `refresh` is a function. */
  readonly hasRefresh: boolean
  /** Whether `logout` is a function. */
  readonly hasLogout: boolean
  /** Whether `expired.test` is given. */
  readonly hasExpiredTest: boolean
  /** Whether `attach.exempt` has regular expressions. */
  readonly hasExempt: boolean
  readonly storage: object | undefined
  /** Calls the user's function. Resolves with tokens, or rejects with a `CallbackFailure`. */
  refresh(
    accessToken: string | undefined,
    refreshToken: string | undefined,
    signal: AbortSignal,
  ): Promise<unknown>
  /** Calls the user's function. Rejects with a `CallbackFailure`. */
  logout(
    accessToken: string | undefined,
    refreshToken: string | undefined,
    signal: AbortSignal,
  ): Promise<void>
  /** What makes the application's own headers for a request of authflight's, if there are any. */
  headersFor(endpoint: 'refresh' | 'logout'): ((url: string, method: string) => Promise<Headers>) | undefined
  expired(response: Response, body: unknown): Promise<boolean>
  exempt(path: string): boolean
}

/** What the user's function threw, and the reply that it carries. */
type CallbackFailure = CarriedReply & { cause: unknown }

/** As `AbortSignal.timeout` has it. A class of ours, because the page may have replaced `DOMException`, and this is made within a turn (R34). */
class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}

/** Calls the user's functions, and makes the sentences for errors and warnings. */
export function hooksFor(
  functions: ConfiguredFunctions,
  emit: <E extends keyof AuthEvents>(event: E, detail: AuthEvents[E]) => void,
  show: (session: Session, identity: Identity) => void,
  canRefresh: boolean,
  { headers, attach }: Pick<AuthConfig, 'attach'> & { headers?: HeadersInit | undefined },
  xsrf: XsrfHeader | undefined,
): Hooks {
  const byCookie = attach === false
  const { refresh, logout, expired, exempt = [] } = functions
  let late: Error | undefined
  return {
    misuse: (message) => new AuthflightError('CONFIG', message),
    fault: (code, response, thrown) => {
      const cause = code === 'REFRESH_UNAVAILABLE' ? thrown : undefined
      const why = cause !== undefined && cause === late ? ` ${late.message}` : ''
      const hint = !canRefresh && isOfRefresh.test(code) ? noRefresh : ''
      const details = { ...detailsOf(response), ...causeOf(cause) }
      return new AuthflightError(code, faults[code] + why + hint, details)
    },
    timedOut: () => {
      late = new TimeoutError(refresh ? timeouts.callback : timeouts.endpoint)
      return late
    },
    event: (name: keyof AuthEvents, detail: AuthEvents[keyof AuthEvents] | Warning, thrown?: unknown) =>
      // Copied, because what comes out of the binary has no prototype.
      emit(
        name,
        name === 'warning'
          ? warningOf(detail as Warning)
          : ({ ...detail, ...(name === 'refreshFailed' && causeOf(thrown)) } as AuthEvents[keyof AuthEvents]),
      ),
    snapshot: ({ signedIn, refreshing, restoring, revision, sessions, users, ...rest }) => {
      const whole = signedIn ? (refreshing ? 'refreshing' : 'signedIn') : 'signedOut'
      show({ status: restoring ? 'restoring' : whole, signedIn, ...rest }, { revision, sessions, users })
    },

    hasRefresh: refresh !== undefined,
    hasLogout: logout !== undefined,
    hasExpiredTest: expired !== undefined,
    hasExempt: exempt.length > 0,
    storage: functions.storage,
    refresh: async (accessToken = null as never, refreshToken = null as never, signal) => {
      await binaryReturned()
      try {
        const context = { accessToken, refreshToken, signal, fetch: plainFetch }
        const tokens = await refresh?.(context)
        if (byCookie) return { ...(picked(tokens) as object | undefined), access: 'cookie' }
        if (!text(tokens?.access))
          throw new TypeError('config.refresh: the function returned no { access: string }')
        return picked(tokens)
      } catch (cause) {
        throw own<CallbackFailure>({ cause, ...(await replyOf(cause)) })
      }
    },
    logout: async (accessToken = null as never, refreshToken = null as never, signal) => {
      await binaryReturned()
      try {
        await logout?.({ accessToken, refreshToken, signal, fetch: plainFetch })
      } catch (cause) {
        throw own<CallbackFailure>({ cause, ...(await replyOf(cause)) })
      }
    },
    headersFor: (endpoint) => {
      const make = functions[`${endpoint}Headers`]
      if (!headers && !functions.headers && !make && !xsrf) return
      return async (url, method) => {
        const own = merged(await headersOf(headers, functions.headers), make && (await madeBy(make)))
        const value = xsrf?.valueFor(method, resolve(url))
        if (xsrf && value !== undefined) own.set(xsrf.header, value)
        return own
      }
    },
    expired: async (response, body) => {
      await binaryReturned()
      try {
        const { status, headers, url, redirected, type } = response
        return Boolean(await expired?.({ status, headers, url, redirected, type, body }))
      } catch (error) {
        report(error)
        return false
      }
    },
    exempt: (path) =>
      exempt.some((pattern) => {
        // A global or sticky pattern remembers where it stopped.
        pattern.lastIndex = 0
        return pattern.test(path)
      }),
  }
}

const plainFetch: typeof fetch = (input, init) => fetch(input, init)

/** What a configured `refresh` might have prevented. */
const isOfRefresh = /^(SESSION_EXPIRED|REFRESH_UNAVAILABLE)$/

const causeOf = (cause: unknown) => cause !== undefined && { cause }

/** Resolves once the binary has returned. */
const binaryReturned = () => new Promise<void>(afterTurn)

/** A reply that an application made may throw when it is read. */
function detailsOf(response: Response | undefined): AuthflightErrorDetails {
  if (!response) return {}
  try {
    return { response, status: response.status }
  } catch {
    return { response }
  }
}

/** The members of a token set, each as its declared type or undefined. Undefined if it is not an object. */
export function picked(tokens: TokenSet | undefined): unknown {
  if (typeof tokens !== 'object' || tokens === null) return undefined
  const { access, refresh, accessExpiresAt, refreshExpiresAt } = tokens
  return {
    access: text(access),
    refresh: text(refresh),
    accessExpiresAt: number(accessExpiresAt),
    refreshExpiresAt: number(refreshExpiresAt),
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
const number = (value: unknown) => (typeof value === 'number' ? value : undefined)

/** A reply that the user's function has met. Without an HTTP status there was none. */
interface CarriedReply {
  status?: number
  isDocument: boolean
}

/** What an error may carry of a reply: axios' and ofetch's `data`, or a Response whose body is unread. */
type Carried = { status?: unknown; data?: unknown; bodyUsed?: unknown; clone?: () => Response }

/**
 * The reply that an error of the user's function carries: itself, as a thrown Response, or its `response`, where
 * axios and ky put it. Undefined without an HTTP status.
 */
async function replyOf(error: unknown): Promise<CarriedReply> {
  const carried: CarriedReply = { isDocument: false }
  try {
    const thrown = error as Carried & { response?: Carried }
    const reply = thrown.response ?? thrown
    const status = thrown.status ?? reply.status
    if (typeof status !== 'number' || status < 100 || status >= 600) return carried
    carried.status = status
    const body = thrown.data ?? reply.data ?? (reply.bodyUsed === false && (await reply.clone?.().text()))
    carried.isDocument = isDocument(body)
  } catch {
    // It carries no more than this.
  }
  return carried
}
