// fetch, the login and the session without the verbs, for applications that use axios, ky, ofetch or a generated client.
import type { Client } from './inside.ts'
import { createWhenLoaded, loadOnce, type WasmSource } from './load.ts'
import type { AuthConfig, FetchAuth, HttpResponse, RequestConfig } from './types.ts'
import { unfolded } from './unfold.ts'

export { AuthflightError, type AuthflightErrorCode, isAuthflightError } from './errors.ts'
export type { WasmSource } from './load.ts'
export type * from './types.ts'

/** Loads the module that comes with the package, or another source. Later calls return the same promise. */
export function init(source?: WasmSource): Promise<void> {
  return loadOnce(() => source ?? unfolded())
}

/** Makes a client: parses the configuration, restores the session. */
export async function createAuth(config: AuthConfig = {}): Promise<FetchAuth> {
  await init()
  return createWhenLoaded(config, withLogin)
}

const withLogin = ({ auth, inside }: Client): FetchAuth =>
  // Assigned to the same object, because `session` is a getter.
  Object.assign(auth, {
    login: async <T>(credentials: unknown, given?: RequestConfig): Promise<HttpResponse<T>> => {
      // The login is built on the verbs' code, which is loaded at the first login.
      const { login } = await import('./login.ts')
      return login<T>(inside, credentials, given)
    },
  })
