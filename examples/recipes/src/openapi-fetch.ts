// openapi-fetch, with the types that `openapi-typescript` writes into src/generated/paths.ts.
import { type FetchAuth, isAuthflightError } from 'authflight'
import createClient, { type Client } from 'openapi-fetch'
import type { paths } from './generated/paths'

export const makeClient = (auth: FetchAuth): Client<paths> =>
  createClient<paths>({ baseUrl: '', fetch: auth.fetch })

/** Of a result `{ error, response }`, or of what a call threw: the user has to log in again; `loginRequired` has told the application. */
export const isSessionOver = (failed: unknown): boolean =>
  isAuthflightError(failed)
    ? failed.code === 'SESSION_EXPIRED'
    : (failed as { response?: Response } | null)?.response?.status === 401
