import { AuthflightError } from './errors.ts'

/** Refuses what is not a client, and says what was meant. */
export function needsAuth(where: string, given: unknown): void {
  if (isAuth(given)) return
  const isPromise = typeof (given as PromiseLike<unknown> | undefined)?.then === 'function'
  throw new AuthflightError(
    'CONFIG',
    `${where}: expected the auth that createAuth or authFrom makes, got ${isPromise ? 'a promise: await createAuth(…) first, or use authFrom(…)' : kindOf(given)}`,
  )
}

const isAuth = (given: unknown) =>
  typeof (given as { subscribe?: unknown } | undefined)?.subscribe === 'function'

const kindOf = (given: unknown) => (given === null ? 'null' : typeof given)
