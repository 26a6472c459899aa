import type { Auth, AuthConfig, AuthEvents } from './types.ts'

/** What is known of a JWT's owner, or whatever the test says. */
export type TestClaims = Readonly<Record<string, unknown>>

/**
 * The options of `createTestAuth`. Those of `createAuth` among them mean the same, of `tokens` only `access`; its other options may
 * be there as well, and have no effect, so that an application's own configuration can be given as it is.
 */
export interface TestAuthOptions<User = unknown>
  extends Pick<AuthConfig, 'baseURL' | 'login' | 'headers' | 'unwrap' | 'attach' | 'tokens' | 'success'> {
  /** Whether somebody is signed in at the start. Default: if a `user` or `claims` are given. */
  signedIn?: boolean | undefined
  /**
   * Who is signed in: at the start, and after a login. Default: the claims. A text or an endpoint, such as `'/me'`, is what an
   * application's own configuration says of the user, and nobody: it is not asked.
   */
  user?: User | undefined
  /** What the token says of the user. Default: the payload of the token that a login brings, if that is a JWT. */
  claims?: TestClaims | undefined
  /** Default `/login`. Its good reply carries a token: see `tokens`. */
  login?: AuthConfig['login']
  /** Sends the requests. Default: the global fetch as it is at the call. */
  fetch?: typeof globalThis.fetch | undefined
}

/** The events that a test can hear and fire. */
export interface TestAuthEvents<User = unknown> extends AuthEvents {
  userChanged: { user: User | null; cause?: unknown }
}

/** Why a session ends. */
export type TestEnd = AuthEvents['signedOut']['by']

/** A request as it was sent. */
export interface SentRequest {
  /** In capital letters. */
  readonly method: string
  /** The whole address. */
  readonly url: string
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  /** As fetch got it; undefined without one. A Request's is its bytes. */
  readonly body: unknown
  /** The body's JSON, if it is a text of JSON. */
  readonly json: unknown
}

/** What a test does to its auth, and what it sees of it. */
export interface TestControls<User = unknown> {
  /** Ends the access token: the next request waits for a refresh. */
  expire(): void
  /** From now on a refresh is refused, with this status (401): the session ends. The next sign-in grants refreshes again. */
  refuseRefresh(status?: number): void
  /** From now on a refresh fails, as by a server that is down (503), and the session is kept. Until `grantRefresh` or a sign-in. */
  failRefresh(status?: number): void
  /** From now on a refresh is granted, as at the start. */
  grantRefresh(): void
  /** Refreshes that begin from now on wait, until the returned function is called: for what is shown meanwhile. */
  holdRefresh(): () => void
  /** Somebody signs in, in the place of whoever was. Default: the `user` and `claims` of the options. */
  signIn(user?: User, claims?: TestClaims): void
  /** The session ends: by `logout` (the default), in another tab, by a refused refresh (`expired`), or because nobody was there. */
  signOut(by?: TestEnd): void
  /** What was sent so far, replays and logins included. */
  readonly requests: readonly SentRequest[]
  /** Tells the event's listeners. The session stays as it is. */
  emit<E extends keyof TestAuthEvents<User>>(event: E, detail: TestAuthEvents<User>[E]): void
}

/** An {@link Auth} without the module, and its controls. */
export interface TestAuth<User = unknown> extends Omit<Auth<User>, 'on'> {
  /** Calls back on an event. Returns a function that stops this. */
  on<E extends keyof TestAuthEvents<User>>(
    event: E,
    listener: (detail: TestAuthEvents<User>[E]) => void,
  ): () => void
  readonly test: TestControls<User>
}
