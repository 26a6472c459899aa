// Without the verbs, for those whose client is axios, ky, ofetch or generated: fetch, the login and the session.
import type { Client } from './inside.ts'
import { createWhenLoaded, loadOnce, type WasmSource } from './load.ts'
import type { AuthConfig, FetchAuth, HttpResponse, RequestConfig } from './types.ts'
import { unfolded } from './unfold.ts'

export { AuthflightError, type AuthflightErrorCode, isAuthflightError } from './errors.ts'
export type { WasmSource } from './load.ts'
export type * from './types.ts'

/** Loads the module: the one that comes with the package, or another source. Memoised. */
export function init(source?: WasmSource): Promise<void> {
  return loadOnce(() => source ?? unfolded())
}

/** Makes a client: parses the configuration, restores the session. */
export async function createAuth(config: AuthConfig = {}): Promise<FetchAuth> {
  await init()
  return createWhenLoaded(config, withLogin)
}

const withLogin = ({ auth, inside }: Client): FetchAuth =>
  // Onto the same object: `session` is a getter.
  Object.assign(auth, {
    login: async <T>(credentials: unknown, given?: RequestConfig): Promise<HttpResponse<T>> => {
      // It is built like the verbs, and comes with the first login.
      const { login } = await import('./login.ts')
      return login<T>(inside, credentials, given)
    },
  })
