import { resolve } from '#shell/global.js'
import { own } from '#shell/native.js'
import { isDocument } from '#shell/reply.js'
import { afterTurn } from '#shell/turn.js'
import type { ConfiguredFunctions } from './config.ts'
import { callHeaderFunction, headersOf, merged } from './headers.ts'
import { report } from './listeners.ts'
import type { AuthConfig, TokenSet } from './types.ts'
import type { XsrfHeader } from './xsrf.ts'

/** The application's own functions and its storage, as the binary reaches them. */
export interface Callbacks {
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

/** The functions are called only after the binary has returned, and what they throw is a rejection with plain data. */
export function callbacksFor(
  functions: ConfiguredFunctions,
  { headers, attach }: Pick<AuthConfig, 'attach'> & { headers?: HeadersInit | undefined },
  xsrf: XsrfHeader | undefined,
): Callbacks {
  const byCookie = attach === false
  const { refresh, logout, expired, exempt = [] } = functions
  return {
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
        const made = merged(
          await headersOf(headers, functions.headers),
          make && (await callHeaderFunction(make)),
        )
        const value = xsrf?.valueFor(method, resolve(url))
        if (xsrf && value !== undefined) made.set(xsrf.header, value)
        return made
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

/** Resolves once the binary has returned. */
const binaryReturned = () => new Promise<void>(afterTurn)

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
