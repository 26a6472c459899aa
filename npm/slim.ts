// The same API; the binary is passed to `init` by the user, for streaming and caching.
import { AuthflightError } from './errors.ts'
import { createWhenLoaded, loadOnce, type WasmSource } from './load.ts'
import type { Auth, AuthConfig } from './types.ts'
import { withVerbs } from './with-verbs.ts'

export { AuthflightError, type AuthflightErrorCode, isAuthflightError } from './errors.ts'
export type { WasmSource } from './load.ts'
export type * from './types.ts'

/** Loads the module from where `authflight/authflight.wasm` was put. Memoised. */
export function init(source: WasmSource): Promise<void> {
  return loadOnce(() => {
    // Without types, or with an import that came to nothing.
    if (!source)
      throw new AuthflightError('CONFIG', 'init: pass what authflight/authflight.wasm is served as.')
    return source
  })
}

/** Makes a client. Rejects with `NOT_INITIALISED` before `init`. */
export function createAuth(config: AuthConfig = {}): Promise<Auth> {
  return createWhenLoaded(config, withVerbs)
}
