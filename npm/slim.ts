// The same API as the default entry. The application passes the binary to `init`, so that it can be streamed and cached.
import { AuthflightError } from './errors.ts'
import { createWhenLoaded, loadOnce, type WasmSource } from './load.ts'
import type { Auth, AuthConfig } from './types.ts'
import { withVerbs } from './with-verbs.ts'

export { AuthflightError, type AuthflightErrorCode, isAuthflightError } from './errors.ts'
export type { WasmSource } from './load.ts'
export type * from './types.ts'

/** Loads the module from where `authflight/authflight.wasm` is served. Later calls return the same promise. */
export function init(source: WasmSource): Promise<void> {
  return loadOnce(() => {
    // Without types, or from an import that gave nothing, it may be missing.
    if (!source)
      throw new AuthflightError('CONFIG', 'init: pass what authflight/authflight.wasm is served as.')
    return source
  })
}

/** Makes a client. Rejects with `NOT_INITIALISED` before `init`. */
export function createAuth(config: AuthConfig = {}): Promise<Auth> {
  return createWhenLoaded(config, withVerbs)
}
