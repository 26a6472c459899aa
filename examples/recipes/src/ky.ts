// ky: its retries are for the network. What authflight has given up is not tried again.
import { type FetchAuth, isAuthflightError } from 'authflight'
import ky, { HTTPError, type KyInstance } from 'ky'

export const makeApi = (auth: FetchAuth, prefixUrl: string): KyInstance =>
  ky.create({
    prefixUrl,
    fetch: auth.fetch,
    // Else ky would take SESSION_EXPIRED for a fault of the network, and try twice more.
    retry: { shouldRetry: ({ error }) => (isAuthflightError(error) ? false : undefined) },
  })

/** The user has to log in again; `loginRequired` has told the application. */
export const isSessionOver = (error: unknown): boolean =>
  isAuthflightError(error)
    ? error.code === 'SESSION_EXPIRED'
    : error instanceof HTTPError && error.response.status === 401
