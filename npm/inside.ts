import type { Binding } from './binding.ts'
import type { ConfiguredFunctions } from './config.ts'
import type { AuthConfig, AuthEvents, FetchAuth } from './types.ts'

/** How a request is sent. */
export interface Sending {
  /** Without the token. */
  withoutAuth?: boolean
  /** It is that of `auth.login`. */
  forLogin?: boolean
  /** The number of the call that was announced for it. */
  announced?: number | undefined
}

/**
 * Sends what fetch takes, to a URL that is joined to the base. A fault of the session rejects, with the reply if there is one.
 */
export type Send = (url: string, init: RequestInit, base: string, sending: Sending) => Promise<Response>

/** The part of a client that every entry has. */
export type Sessionful = Omit<FetchAuth, 'login'>

/** What the login and the verbs are built on. */
export interface Inside {
  /** Its plain data. */
  readonly config: AuthConfig
  /** The configured function for the headers of `auth.login` and the verbs. */
  readonly headers: ConfiguredFunctions['headers']
  /** The configured function for the headers of `auth.login` alone. */
  readonly loginHeaders: ConfiguredFunctions['loginHeaders']
  /** Where a login goes, as it was resolved when the client was made. To be asked within a call. */
  loginUrl(): string | undefined
  /** A call into the binary. While it waits for the module, the signal and the timeout (in ms) cut it short. */
  call<T>(
    make: (binding: Binding) => T | PromiseLike<T> | undefined,
    signal?: AbortSignal,
    timeout?: number,
  ): Promise<T>
  readonly send: Send
  /** What was announced is not sent. */
  withdraw(announced: number): void
  /** Ends a login. A reply that arrives later is ignored. */
  endLogin(login: number): void
  warn(code: AuthEvents['warning']['code'], message: string): void
}

/** A client, and what an entry completes it with. */
export interface ClientParts {
  readonly auth: Sessionful
  readonly inside: Inside
}
