import { createAuth } from 'authflight'
import type { Role, User } from '../../shared/back-end'
import { endOf } from '../../shared/words'
import { toast } from './toasts'

/** The one client of this app. It has restored the session before anything is rendered. */
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

// Once per session's end, however many requests it took along; the guard shows the login.
auth.on('loginRequired', ({ reason }) => {
  if (reason !== 'noSession') toast(endOf(reason))
})

// The guards wait until it is known who the user is.
auth.on('userChanged', ({ cause }) => {
  if (cause) toast('Your name and your roles cannot be loaded right now.')
})
