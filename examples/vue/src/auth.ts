import { createAuth, isAuthflightError } from 'authflight'
import type { Role, User } from '../../shared/back-end'
import { wordsFor } from '../../shared/words'
import { toast } from './toasts'

/** The one client of this app. It has restored the session before the first page shows. */
export const auth = await createAuth<User>({
  baseURL: '/bearer',
  login: '/login',
  refresh: '/refresh',
  logout: '/logout',
  user: '/me',
  idle: { after: 900, warn: 60 },
})

/** Whether a user may see what is for these roles. The server checks it again, with each request. */
export const allow = (user: User, roles: Role[]): boolean => roles.some((role) => user.roles.includes(role))

// As with axios: one place for what is said of failures, wherever they happen.
auth.interceptors.response.use(null, (error) => {
  const words = isAuthflightError(error) ? wordsFor(error.code, error.status) : 'Something went wrong.'
  if (words) toast(words)
  throw error
})
