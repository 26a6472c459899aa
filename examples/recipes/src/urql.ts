// urql: an expiry is often a 200 whose errors say so, which `expired` tells authflight.
import { Client, CombinedError, fetchExchange } from '@urql/core'
import { type AuthConfig, type FetchAuth, isAuthflightError } from 'authflight'

/** For `authFrom`: the status is for gateways, the body for GraphQL servers. */
export const expired: AuthConfig['expired'] = {
  status: [401],
  body: { path: 'errors.0.extensions.code', in: ['UNAUTHENTICATED'] },
}

/**
 * `url` is whole: a path would be joined to `baseURL`. An exchange that caches goes before `fetchExchange`; then make a new client
 * on `signedIn`, because what one user has loaded is not for the next.
 */
export const makeClient = (auth: FetchAuth, url: string): Client =>
  new Client({ url, fetch: auth.fetch, exchanges: [fetchExchange], preferGetMethod: false })

/** The user has to log in again; `loginRequired` has told the application. */
export function isSessionOver(error: unknown): boolean {
  if (!(error instanceof CombinedError)) return false
  const { networkError, graphQLErrors, response } = error
  if (isAuthflightError(networkError)) return networkError.code === 'SESSION_EXPIRED'
  return (
    response?.status === 401 || graphQLErrors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED')
  )
}
