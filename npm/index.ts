// The default entry. It contains the binary, so that nothing has to be configured.
import { createWhenLoaded, loadOnce, type WasmSource } from './load.ts'
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

/** Makes a client: parses the configuration, restores the session. */
export async function createAuth(config: AuthConfig = {}): Promise<Auth> {
  await init()
  return createWhenLoaded(config, withVerbs)
}
