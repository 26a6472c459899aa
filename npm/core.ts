import type { Hooks } from './hooks.ts'

/**
 * The binary's side of a client, as src/exports/auth.rs has it. It believes what stands here: an argument of another type
 * would be written into its memory as it is. A binary that has failed answers undefined.
 */
export interface Core {
  /** Undefined: it is none of ours, and is passed on as it is. */
  fetch(template: object): Promise<Response> | undefined
  send(template: object, base: string | null | undefined, optedOut: boolean): Promise<Response>
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
  /** Lets go of it; nothing of it may be called any more. */
  free(): void
}

/** Makes them. */
export interface CoreModule {
  create(config: unknown, hooks: Hooks): Promise<Core>
}
