// The default entry. It contains the binary, so that nothing has to be configured.
import { clientFrom, loadOnce, readyFrom, startLoading, type WasmSource } from './load.ts'
import type { Auth, AuthConfig } from './types.ts'
import { unfolded } from './unfold.ts'
import { withVerbs } from './with-verbs.ts'

export { AuthflightError, type AuthflightErrorCode, isAuthflightError } from './errors.ts'
export type { WasmSource } from './load.ts'
export type * from './types.ts'

/** Loads the module that comes with the package, or another source. Later calls return the same promise. */
export function init(source?: WasmSource): Promise<void> {
  return loadOnce(() => source ?? unfolded())
}

/**
 * Makes a client at once. Its calls wait for the module, and `auth.ready` says when it is there. For build targets without
 * top-level `await`, and for whoever needs the object at once. Never throws: a failure rejects `ready` and every call.
 */
export function authFrom<User = unknown>(config: AuthConfig = {}): Auth<User> {
  startLoading(unfolded)
  return clientFrom(config, withVerbs) as Auth<User>
}

/** Makes a client: parses the configuration, loads the module, restores the session. */
export function createAuth<User = unknown>(config: AuthConfig = {}): Promise<Auth<User>> {
  return readyFrom(authFrom<User>(config))
}
