import type { Session } from './types.ts'

/** The session while nobody is signed in: at the start, on a server, and after a logout. */
export const nobody: Session = Object.freeze({
  status: 'signedOut',
  accessExpiresAt: null,
  refreshExpiresAt: null,
  pending: 0,
})
