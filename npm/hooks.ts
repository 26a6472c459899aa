import type { Callbacks } from './callbacks.ts'
import { AuthflightError, type AuthflightErrorDetails } from './errors.ts'
import type { AuthEvents, Session } from './types.ts'
import type { Identity } from './user.ts'
import { type Fault, faults, noRefresh, timeouts, type Warning, warningOf } from './words.ts'

/** `protocol::event::Snapshot` */
interface Snapshot {
  signedIn: boolean
  refreshing: boolean
  /** Other tabs, and then the server, are being asked whether there is a session. `signedIn` is false then. */
  restoring: boolean
  accessExpiresAt: number | null
  refreshExpiresAt: number | null
  pending: number
  /** What `npm/user.ts` tells users apart by. */
  revision: number
  sessions: number
  users: number
}

/**
 * What the binary calls, as `src/exports/hooks.rs` binds it. None of it throws, and the application is called only after the
 * binary has returned.
 */
export interface Hooks extends Callbacks {
  /** An error for wrong use of the API. */
  misuse(message: string): Error
  /** An error for a fault. It holds the reply, if there is one. `thrown` is what the last refresh has thrown, if anything. */
  fault(fault: Fault, response: Response | undefined, thrown: unknown): Error
  /** An error for a refresh that was not answered within `refreshTimeout`. */
  timedOut(): Error
  event<E extends Exclude<keyof AuthEvents, 'warning'>>(name: E, detail: AuthEvents[E], thrown: unknown): void
  event(name: 'warning', warning: Warning): void
  snapshot(snapshot: Snapshot): void
}

/** As `AbortSignal.timeout` has it. A class of ours, because the page may have replaced `DOMException`, and this is made within a turn (R34). */
class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}

/** Where what the binary says goes to. */
interface Told {
  emit<E extends keyof AuthEvents>(event: E, detail: AuthEvents[E]): void
  show(session: Session, identity: Identity): void
}

/**
 * Makes errors, events and snapshots of what the binary says by name.
 * @param canRefresh whether a refresh is configured
 */
export function hooksFor(callbacks: Callbacks, canRefresh: boolean, { emit, show }: Told): Hooks {
  let late: Error | undefined
  return {
    ...callbacks,
    misuse: (message) => new AuthflightError('CONFIG', message),
    fault: (code, response, thrown) => {
      const cause = code === 'REFRESH_UNAVAILABLE' ? thrown : undefined
      const why = cause !== undefined && cause === late ? ` ${late.message}` : ''
      const hint = !canRefresh && isOfRefresh.test(code) ? noRefresh : ''
      const details = { ...detailsOf(response), ...causeOf(cause) }
      return new AuthflightError(code, faults[code] + why + hint, details)
    },
    timedOut: () => {
      late = new TimeoutError(callbacks.hasRefresh ? timeouts.callback : timeouts.endpoint)
      return late
    },
    event: (name: keyof AuthEvents, detail: AuthEvents[keyof AuthEvents] | Warning, thrown?: unknown) =>
      // Copied, because what comes out of the binary has no prototype.
      emit(
        name,
        name === 'warning'
          ? warningOf(detail as Warning)
          : ({ ...detail, ...(name === 'refreshFailed' && causeOf(thrown)) } as AuthEvents[keyof AuthEvents]),
      ),
    snapshot: ({ signedIn, refreshing, restoring, revision, sessions, users, ...rest }) => {
      const whole = signedIn ? (refreshing ? 'refreshing' : 'signedIn') : 'signedOut'
      show({ status: restoring ? 'restoring' : whole, signedIn, ...rest }, { revision, sessions, users })
    },
  }
}

/** What a configured `refresh` might have prevented. */
const isOfRefresh = /^(SESSION_EXPIRED|REFRESH_UNAVAILABLE)$/

const causeOf = (cause: unknown) => cause !== undefined && { cause }

/** A reply that an application made may throw when it is read. */
function detailsOf(response: Response | undefined): AuthflightErrorDetails {
  if (!response) return {}
  try {
    return { response, status: response.status }
  } catch {
    return { response }
  }
}
