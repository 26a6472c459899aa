import type { Session } from './types.ts'

/** The session while nobody is signed in: at the start, on a server, and after a logout. */
export const nobody: Session = Object.freeze({
  status: 'signedOut',
  signedIn: false,
  accessExpiresAt: null,
  refreshExpiresAt: null,
  pending: 0,
})

/** The session before the module is there: it looks signed out, and is another object, by which the guards know it. */
export const notReady: Session = Object.freeze({ ...nobody })
