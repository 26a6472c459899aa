// All of it: the token, the refresh, the queue, the other tabs.
import { createAuth } from 'authflight'

export const http = await createAuth({
  baseURL: '/bearer',
  timeout: 10_000,
  login: '/login',
  refresh: '/refresh',
  // Who is logged in by the old code stays so.
  adopt: { access: 'access_token', refresh: 'refresh_token' },
})

export const logIn = http.login
