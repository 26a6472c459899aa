import { createAuth } from 'authflight'
import { toast } from './toasts'

/** The one client of this app. It has restored the session before anything is rendered. */
export const auth = await createAuth({
  baseURL: '/bearer',
  login: '/login',
  refresh: '/refresh',
  logout: '/logout',
})

// Once per session's end, however many requests it took along; the guard shows the login.
auth.on('loginRequired', ({ reason }) => {
  if (reason !== 'noSession') toast('Your session has ended. Please log in again.')
})
