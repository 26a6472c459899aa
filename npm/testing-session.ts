import { AuthflightError, type AuthflightErrorDetails } from './errors.ts'
import { Listeners } from './listeners.ts'
import { nobody } from './nobody.ts'
import type { TestEvents } from './testing-events.ts'
import type { TestClaims, TestEnd } from './testing-types.ts'
import type { AuthEvents, Session } from './types.ts'
import { type Fault, faults } from './words.ts'

/** An error for a fault, as the real client makes it. */
export const faultOf = (code: Fault, details?: AuthflightErrorDetails): AuthflightError =>
  new AuthflightError(code, faults[code], details)

/** A call that waits for the refresh. */
interface Waiting {
  isRequest: boolean
  go(): void
  leave(fault: Fault): void
}

/** How refreshes end. */
interface Answer {
  is: 'granted' | 'refused' | 'failed'
  status: number
}

/** Who signs in, and with which token. */
export interface SignIn {
  user: unknown
  claims: TestClaims | null
  /** Default: the next of the tokens that this auth hands out. */
  access?: string | undefined
  accessExpiresAt?: number | null
}

const granted: Answer = { is: 'granted', status: 200 }

/** The least time between two `loginRequired` of requests that were made while signed out, in ms. */
const PAUSE = 1000

/** What the protocol crate does for the real client, for one tab and a server that answers as the test says. */
export class TestSession {
  shown: Session = nobody
  user: unknown = null
  claims: TestClaims | null = null
  token: string | null = null
  /** Which session it is: 0 while nobody is signed in. */
  id = 0
  /** Counts the tokens of all sessions. */
  generation = 0
  /** How often a login had been asked for. */
  asked = 0
  answer: Answer = granted
  /** Refreshes wait for it. */
  hold: Promise<void> = Promise.resolve()
  isDisposed = false
  readonly subscribers: Listeners<[]> = new Listeners()
  readonly #events: TestEvents
  readonly #waiting: Set<Waiting> = new Set()
  /** Each is one refresh under way. */
  #flight: object | undefined
  #isExpired = false
  #accessExpiresAt: number | null = null
  #sessions = 0
  #askedAt: number | undefined
  /** The session that was left last, and how its requests fail. */
  #left: { id: number; fault: Fault } | undefined
  /** Orders logins and logouts by when they were asked for (R9). */
  #actions = 0
  #inForce = 0

  constructor(events: TestEvents) {
    this.#events = events
  }

  nextAction(): number {
    return ++this.#actions
  }

  /** Whether a login or a logout that was asked for later is in force. */
  isLate(action: number): boolean {
    return action < this.#inForce
  }

  get isRefreshing(): boolean {
    return this.#flight !== undefined
  }

  /** Whether the token is known to be no longer good. */
  get isExpired(): boolean {
    const end = this.#accessExpiresAt
    return this.#isExpired || (end !== null && end <= Date.now())
  }

  get wasSignedIn(): boolean {
    return this.#left !== undefined
  }

  /** How a request of a session that is no longer the present one fails. */
  faultAfter(id: number): Fault {
    return this.#left?.id === id ? this.#left.fault : 'SESSION_CHANGED'
  }

  /** Begins without a word: somebody was signed in when the page was loaded. */
  start({ user, claims, access, accessExpiresAt = null }: SignIn): void {
    if (this.id) this.#left = { id: this.id, fault: 'SESSION_CHANGED' }
    this.#flight = undefined
    this.id = ++this.#sessions
    this.answer = granted
    this.#renew(access, accessExpiresAt)
    this.user = user
    this.claims = claims
    this.#show()
  }

  begin(signIn: SignIn, by: AuthEvents['signedIn']['by'], action: number = this.nextAction()): void {
    const before = this.user
    this.#inForce = action
    this.start(signIn)
    this.#rejectWaiting('SESSION_CHANGED')
    this.subscribers.tell()
    this.#events.tell('signedIn', { by })
    this.#tellUser(before)
  }

  end(by: TestEnd, reason?: AuthEvents['loginRequired']['reason']): void {
    this.#inForce = this.nextAction()
    if (!this.id) return
    const before = this.user
    const fault = by === 'expired' ? 'SESSION_EXPIRED' : 'SESSION_CHANGED'
    this.#left = { id: this.id, fault }
    this.#flight = undefined
    this.id = 0
    this.token = this.user = this.claims = null
    this.#accessExpiresAt = null
    this.#isExpired = false
    this.#rejectWaiting(fault)
    this.#show()
    this.subscribers.tell()
    this.#askedAt = undefined
    if (reason) this.#ask(reason)
    this.#events.tell('signedOut', { by: by as AuthEvents['signedOut']['by'] })
    this.#tellUser(before)
  }

  expire(): void {
    this.#isExpired = this.id > 0
  }

  /** A request met the expiry answer while nobody was signed in. `asked`: as it was when the request was made. */
  refusedSignedOut(asked: number): void {
    const at = this.#askedAt
    const isSoon = at !== undefined && Date.now() >= at && Date.now() - at < PAUSE
    if (asked === this.asked && !isSoon) this.#ask('noSession')
  }

  /**
   * Joins the refresh under way, or begins one. Resolves when there is a new token, and rejects with the fault otherwise. An abort
   * leaves at once.
   */
  renewed(isRequest: boolean, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting.delete(waiting)
        signal?.removeEventListener('abort', abort)
      }
      const waiting: Waiting = {
        isRequest,
        go: () => {
          stop()
          resolve()
        },
        leave: (fault) => {
          stop()
          reject(faultOf(fault))
        },
      }
      const abort = () => {
        stop()
        reject(signal?.reason)
        this.#change()
      }
      signal?.addEventListener('abort', abort)
      this.#waiting.add(waiting)
      this.#takeOff()
      this.#change()
    })
  }

  dispose(): void {
    this.isDisposed = true
    this.#flight = undefined
    this.#rejectWaiting('DISPOSED')
    this.subscribers.clear()
    this.#events.clear()
  }

  #takeOff() {
    if (this.#flight) return
    const flight = {}
    this.#flight = flight
    void this.hold.then(() => {
      // Without it the session has ended meanwhile.
      if (this.#flight === flight) this.#land()
    })
  }

  #land() {
    const { is, status } = this.answer
    if (is === 'granted') {
      this.#flight = undefined
      this.#renew()
      for (const waiting of [...this.#waiting]) waiting.go()
      this.#change()
      this.#events.tell('refreshed', { by: 'thisTab' })
      return
    }
    this.#events.tell('refreshFailed', { terminal: is === 'refused', attempt: 1, status })
    if (is === 'refused') return this.end('expired', 'refreshRejected')
    this.#flight = undefined
    this.#rejectWaiting('REFRESH_UNAVAILABLE')
    this.#change()
  }

  #renew(access?: string, accessExpiresAt: number | null = null) {
    this.generation++
    this.token = access ?? `test-token-${this.generation}`
    this.#isExpired = false
    this.#accessExpiresAt = accessExpiresAt
  }

  #rejectWaiting(fault: Fault) {
    for (const waiting of [...this.#waiting]) waiting.leave(fault)
  }

  #ask(reason: AuthEvents['loginRequired']['reason']) {
    this.asked++
    this.#askedAt = Date.now()
    this.#events.tell('loginRequired', { reason })
  }

  #tellUser(before: unknown) {
    if (this.user !== before) this.#events.tell('userChanged', { user: this.user })
  }

  /** Tells the subscribers, if the session looks different now. */
  #change() {
    if (this.#show()) this.subscribers.tell()
  }

  /** The same object until something changes. */
  #show(): boolean {
    const next: Session = this.id
      ? {
          status: this.#flight ? 'refreshing' : 'signedIn',
          signedIn: true,
          accessExpiresAt: this.#accessExpiresAt,
          refreshExpiresAt: null,
          pending: [...this.#waiting].filter(({ isRequest }) => isRequest).length,
        }
      : nobody
    const isSame = (Object.keys(next) as (keyof Session)[]).every((name) => next[name] === this.shown[name])
    if (!isSame) this.shown = Object.freeze(next)
    return !isSame
  }
}
