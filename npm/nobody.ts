import type { Session } from './types.ts'

/** The session of nobody: at the start, on a server, and after a logout. */
export const nobody: Session = Object.freeze({
  status: 'signedOut',
  accessExpiresAt: null,
  refreshExpiresAt: null,
  pending: 0,
})
