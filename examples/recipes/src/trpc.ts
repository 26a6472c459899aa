// tRPC: a batch in which only some calls were refused is a 207, which `expired` reads.
import { createTRPCClient, httpBatchLink, httpLink, splitLink, TRPCClientError } from '@trpc/client'
import { type AuthConfig, type FetchAuth, isAuthflightError } from 'authflight'
import type { AppRouter } from '../tests/back-end/trpc.js' // your server's

const isRefused = (reply: unknown) =>
  (reply as { error?: { data?: { code?: string } } } | null)?.error?.data?.code === 'UNAUTHORIZED'

/** For `authFrom`. */
export const expired: AuthConfig['expired'] = {
  status: [401],
  test: ({ body }) => Array.isArray(body) && body.some(isRefused),
}

/**
 * `url` is whole: a path would be joined to `baseURL`. Queries go in batches. A batch is sent again as a whole, so mutations go one
 * by one: none of them runs twice.
 */
export const makeClient = (auth: FetchAuth, url: string) =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'mutation',
        true: httpLink({ url, fetch: auth.fetch }),
        false: httpBatchLink({ url, fetch: auth.fetch }),
      }),
    ],
  })

/** The user has to log in again; `loginRequired` has told the application. */
export const isSessionOver = (error: unknown): boolean =>
  error instanceof TRPCClientError &&
  (isAuthflightError(error.cause)
    ? error.cause.code === 'SESSION_EXPIRED'
    : isRefused(error.shape ? { error: error.shape } : null))
