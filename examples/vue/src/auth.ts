import { createAuth, isAuthflightError } from 'authflight'
import { wordsFor } from '../../shared/words'
import { toast } from './toasts'

/** The one client of this app. It has restored the session before the first page shows. */
export const auth = await createAuth({
  baseURL: '/bearer',
  login: '/login',
  refresh: '/refresh',
  logout: '/logout',
})

// As with axios: one place for what is said of failures, wherever they happen.
auth.interceptors.response.use(null, (error) => {
  const words = isAuthflightError(error) ? wordsFor(error.code, error.status) : 'Something went wrong.'
  if (words) toast(words)
  throw error
})
