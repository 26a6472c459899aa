// hey-api: the functions that `openapi-ts` writes into src/generated/sdk, over `auth.fetch`. See openapi-ts.config.ts.
import { type FetchAuth, isAuthflightError } from 'authflight'
import { client } from './generated/sdk/client.gen'

/** Once, before the first call. Leave hey-api's own `auth` out: a request that brings a token is none of authflight's. */
export function sendThrough(auth: FetchAuth): void {
  client.setConfig({ baseUrl: '', fetch: auth.fetch })
}

/** Of a result `{ error, response }`: the user has to log in again; `loginRequired` has told the application. */
export const isSessionOver = ({ error, response }: { error?: unknown; response?: Response }): boolean =>
  isAuthflightError(error) ? error.code === 'SESSION_EXPIRED' : response?.status === 401
