// fetch, the login and the session without the verbs, for applications that use axios, ky, ofetch or a generated client.
import { AuthflightError } from './errors.ts'
import type { ClientParts } from './inside.ts'
import { clientFrom, loadOnce, readyFrom, startLoading, type WasmSource } from './load.ts'
import { startLogin } from './login-start.ts'
import type { AuthConfig, FetchAuth, LoginConfig } from './types.ts'
import { unfolded } from './unfold.ts'

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
export function authFrom<User = unknown>(config: AuthConfig = {}): FetchAuth<User> {
  startLoading(unfolded)
  return clientFrom(config, withLogin) as FetchAuth<User>
}

/** Makes a client: parses the configuration, loads the module, restores the session. */
export function createAuth<User = unknown>(config: AuthConfig = {}): Promise<FetchAuth<User>> {
  return readyFrom(authFrom<User>(config))
}

const withLogin = ({ auth, inside }: ClientParts): FetchAuth =>
  // Assigned to the same object, because `session` is a getter.
  Object.assign(auth, {
    login: async <R>(credentials: unknown, given?: LoginConfig): Promise<R> => {
      const call = startLogin(inside, credentials, given)
      call.started.catch(() => {})
      // The login is built on the verbs' code, which is loaded at the first login.
      const { login } = await import('./login.ts').catch((cause: unknown) => {
        call.started.then(
          (number) => inside.endLogin(number),
          () => {},
        )
        throw new AuthflightError('ERR_NETWORK', 'The code of the login could not be loaded.', { cause })
      })
      return login<R>(inside, call)
    },
  })
