import type { Hooks } from './hooks.ts'

/**
 * The binary's side of a client, as src/exports/auth.rs declares it. The binary relies on these types: an argument of another
 * type would be written into its memory as it is. A binary that has failed returns undefined.
 */
export interface Binding {
  /**
   * Undefined if the template is to be sent as it is, without the token. `strict`: a fault of the session rejects even if there is a
   * reply.
   */
  fetch(template: object, strict: boolean): Promise<Response> | undefined
  /** A request is called for that the application still makes: it belongs to the session of now. A number for `send` or `withdrawn`. */
  announced(): number
  /** What was announced is not sent. */
  withdrawn(call: number): void
  /** `forLogin`: `loginReplied` follows. Otherwise a reply of the login endpoint is taken at once. */
  send(
    template: object,
    base: string | null | undefined,
    withoutAuth: boolean,
    forLogin: boolean,
    announced: number | undefined,
  ): Promise<Response>
  loginUrl(): string | undefined
  /** `untilClosed`: the browser is to forget its session when it is closed. */
  loginStarted(untilClosed: boolean): number
  loginEnded(login: number): void
  /** `hasOwnUrl`: the caller has said where it goes. `tokensOptional`: a reply without tokens is a good one, too. */
  loginReplied(
    login: number,
    response: Response,
    body: object | string | undefined,
    hasOwnUrl: boolean,
    tokensOptional: boolean,
  ): Promise<boolean>
  logout(): Promise<void>
  refresh(): Promise<void>
  getAccessToken(): Promise<string | null>
  setTokens(tokens: unknown): Promise<void>
  /** The claims of the present access token; undefined if there are none. */
  claims(): object | undefined
  /** What the back-end has said of the user; undefined if it has said nothing. */
  user(): unknown
  /** The back-end has said who is signed in. `sessions`: as the snapshot had it when the back-end was asked. */
  userLoaded(sessions: number, user: unknown): void
  /** The user has given a sign of life. */
  signOfLife(): void
  /** Reads the record again. */
  noticeStore(): void
  trace(on: boolean): void
  dispose(): void
  /** Frees the client's memory. Nothing of it may be called any more. */
  free(): void
}

/** The loaded module, which makes clients. */
export interface BindingClass {
  create(config: unknown, hooks: Hooks): Promise<Binding>
}
