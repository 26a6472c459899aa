// Apollo Client: an expiry is often a 200 whose errors say so, which `expired` tells authflight.
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, ServerError } from '@apollo/client'
import { type AuthConfig, type FetchAuth, isAuthflightError } from 'authflight'

/** For `authFrom`: the status is for gateways, the body for GraphQL servers. */
export const expired: AuthConfig['expired'] = {
  status: [401],
  body: { path: 'errors.0.extensions.code', in: ['UNAUTHENTICATED'] },
}

/** `uri` is whole: a path would be joined to `baseURL`. */
export function makeClient(auth: FetchAuth, uri: string): ApolloClient {
  const link = new HttpLink({ uri, fetch: auth.fetch })
  const client = new ApolloClient({ link, cache: new InMemoryCache() })
  // What one user has loaded is not for the next; views that are still there load again. A reload brings the same user back, and the
  // first queries are under way then.
  auth.on('signedIn', ({ by }) => {
    if (by !== 'restored') client.resetStore().catch(() => {}) // a view shows its own error
  })
  return client
}

/** The user has to log in again; `loginRequired` has told the application. */
export function isSessionOver(error: unknown): boolean {
  if (isAuthflightError(error)) return error.code === 'SESSION_EXPIRED'
  if (ServerError.is(error)) return error.statusCode === 401
  return (
    CombinedGraphQLErrors.is(error) &&
    error.errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED')
  )
}
