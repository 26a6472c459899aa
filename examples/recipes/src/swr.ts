// SWR: `<SWRConfig value={makeConfig(auth)}>`, and then `useSWR<Order[]>('/orders')`.
import { type Auth, isAuthflightError } from 'authflight'
import { mutate, type SWRConfiguration } from 'swr'

/** Codes that no second attempt can change. `loginRequired` has told the application of the first two. */
const final = ['SESSION_EXPIRED', 'SESSION_CHANGED', 'ERR_BAD_REQUEST']

export function makeConfig(auth: Auth): SWRConfiguration {
  // What one user has loaded is not for the next; views that are still there load again. A reload brings the same user back, and the
  // first queries are under way then.
  auth.on('signedIn', ({ by }) => by !== 'restored' && void mutate(() => true, undefined))
  return {
    fetcher: async (url: string) => (await auth.get(url)).data,
    shouldRetryOnError: (error: unknown) => !(isAuthflightError(error) && final.includes(error.code)),
  }
}
