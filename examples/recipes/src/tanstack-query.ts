// TanStack Query: a refused refresh is an error at once, and is not tried again.
import { QueryClient } from '@tanstack/react-query'
import { type Auth, isAuthflightError } from 'authflight'

/** Codes that no second attempt can change. `loginRequired` has told the application of the first two. */
const final = ['SESSION_EXPIRED', 'SESSION_CHANGED', 'ERR_BAD_REQUEST', 'ERR_CANCELED']

export function makeQueryClient(auth: Auth): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        // `useQuery({ queryKey: ['/orders'] })` needs no function of its own.
        queryFn: async ({ queryKey, signal }) => (await auth.get(String(queryKey[0]), { signal })).data,
        retry: (failures, error) => failures < 3 && !(isAuthflightError(error) && final.includes(error.code)),
      },
    },
  })
  // What one user has loaded is not for the next; views that are still there load again. A reload brings the same user back, and the
  // first queries are under way then.
  auth.on('signedIn', ({ by }) => by !== 'restored' && void client.resetQueries())
  return client
}
