import { QueryCache, QueryClient } from '@tanstack/react-query'
import { isAuthflightError } from 'authflight'
import { wordsFor } from '../../shared/words'
import { auth } from './auth'
import { toast } from './toasts'

/** fetch resolves whatever the status is; a query wants an error. */
class NotOk extends Error {
  constructor(readonly status: number) {
    super(`The server answered ${status}.`)
  }
}

/** Loads JSON as whoever is logged in; the signal is the query's. */
export async function load<T>(path: string, signal: AbortSignal): Promise<T> {
  const reply = await auth.fetch(path, { signal })
  if (!reply.ok) throw new NotOk(reply.status)
  return reply.json()
}

function tell(error: Error): void {
  // No refresh could cure it: the login page says so.
  if (error instanceof NotOk && error.status === 401) return
  const words = isAuthflightError(error)
    ? wordsFor(error.code)
    : error instanceof NotOk
      ? wordsFor('ERR_BAD_RESPONSE', error.status)
      : wordsFor('ERR_NETWORK')
  if (words) toast(words)
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: tell }),
  // An expiry never gets here. What does get here is shown to the user at once, so nothing is tried again before that.
  defaultOptions: { queries: { retry: false, staleTime: 30_000 } },
})

// What one user has loaded is not for the next, who may log in without a logout, in another tab. A reload brings the same user back,
// and the first queries are under way then.
auth.on('signedIn', ({ by }) => by !== 'restored' && void queryClient.resetQueries())
