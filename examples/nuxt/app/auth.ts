import { authFrom } from 'authflight'

/**
 * The one client. This module runs once in each page, and once on the server, however many pages that renders. Nobody is ever
 * signed in there, so visitors share nothing: a login or `setTokens` has no place in code that a server runs.
 */
export const auth = authFrom({
  baseURL: '/bearer',
  login: '/login',
  refresh: '/refresh',
  logout: '/logout',
})
