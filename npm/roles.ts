import { AuthflightError } from './errors.ts'

/** Whether there are roles to ask for. */
export const isGiven = (roles: unknown): boolean => roles !== undefined && roles !== null

/** Refuses roles without the application's own predicate: a guard that cannot judge lets nobody pass. */
export function needsAllow<T>(where: string, allow: T): asserts allow is NonNullable<T> {
  if (typeof allow === 'function') return
  throw new AuthflightError(
    'CONFIG',
    `${where}: expected allow: (user, roles) => boolean, which says whether the user may enter, got ${typeof allow}`,
  )
}

/** Somebody is signed in, and nothing says who. */
export const userUnknown = (where: string): AuthflightError =>
  new AuthflightError(
    'CONFIG',
    `${where}: auth.user is null though somebody is signed in, because the access token has no claims or the endpoint says nothing. See config.user.`,
  )

/** Each time that the user was judged, he was another one by then. */
export const neverJudged = (where: string, times: number): AuthflightError =>
  new AuthflightError(
    'CONFIG',
    `${where}: auth.user was another one after each of ${times} calls of allow. Does allow change it, as by auth.reloadUser()?`,
  )
