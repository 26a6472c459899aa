import type { Hooks } from './hooks.ts'

/**
 * The binary's side of a client, as src/exports/auth.rs declares it. The binary relies on these types: an argument of another
 * type would be written into its memory as it is. A binary that has failed returns undefined.
 */
export interface Core {
  /** Undefined if the template is to be sent as it is, without the token. */
  fetch(template: object): Promise<Response> | undefined
  /** `forLogin`: `loginReplied` follows. Otherwise a reply of the login endpoint is taken at once. */
  send(
    template: object,
    base: string | null | undefined,
    optedOut: boolean,
    forLogin: boolean,
  ): Promise<Response>
  loginUrl(): string | undefined
  loginStarted(): number
  loginFailed(login: number): void
  loginReplied(login: number, response: Response, body: object | undefined): Promise<boolean>
  logout(): Promise<void>
  refresh(): Promise<void>
  getAccessToken(): Promise<string | null>
  setTokens(tokens: unknown): Promise<void>
  trace(on: boolean): void
  dispose(): void
  /** Frees the client's memory. Nothing of it may be called any more. */
  free(): void
}

/** The loaded module, which makes clients. */
export interface CoreModule {
  create(config: unknown, hooks: Hooks): Promise<Core>
}
