// The same API as the default entry. The application passes the binary to `init`, so that it can be streamed and cached.
import { AuthflightError } from './errors.ts'
import { clientFrom, isLoading, loadOnce, readyFrom, type WasmSource } from './load.ts'
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

/**
 * Makes a client at once. Its calls wait for `init`, and `auth.ready` says when the module is there. Never throws: a failure
 * rejects `ready` and every call.
 */
export function authFrom<User = unknown>(config: AuthConfig = {}): Auth<User> {
  return clientFrom(config, withVerbs) as Auth<User>
}

/** Makes a client. Rejects with `NOT_INITIALISED` before `init`. */
export async function createAuth<User = unknown>(config: AuthConfig = {}): Promise<Auth<User>> {
  if (!isLoading()) throw new AuthflightError('NOT_INITIALISED', 'Call init(source) before createAuth().')
  return readyFrom(authFrom<User>(config))
}
