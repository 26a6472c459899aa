import { authFrom } from 'authflight'

/**
 * The one client. This module runs once in each page. Next runs it on the server, too, where nobody is ever signed in, so
 * visitors share nothing: a login or `setTokens` has no place in code that a server runs.
 */
export const auth = authFrom({
  baseURL: '/bearer',
  login: '/login',
  refresh: '/refresh',
  logout: '/logout',
})
