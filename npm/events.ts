import { EarlyEvents } from './early-events.ts'
import { AuthflightError } from './errors.ts'
import { Listeners } from './listeners.ts'
import { isObserving } from './observers.ts'
import type { AuthEvents } from './types.ts'
import { noSuchEvent } from './words.ts'

type EventListeners = { [E in keyof AuthEvents]: Listeners<[AuthEvents[E]]> }

const ofEach = (): EventListeners => ({
  signedIn: new Listeners(),
  refreshed: new Listeners(),
  refreshFailed: new Listeners(),
  loginRequired: new Listeners(),
  signedOut: new Listeners(),
  userChanged: new Listeners(),
  idle: new Listeners(),
  active: new Listeners(),
  trace: new Listeners(),
  warning: new Listeners(),
})

/** Who listens to which event. */
export class Events {
  /** The application's. */
  readonly #listeners = ofEach()
  /** Those that look on. They are told of what happens from now on, and nothing is theirs. */
  readonly #observers = ofEach()
  readonly #early: EarlyEvents
  /** Events of the start wait for their first listener. Later ones do not, but for warnings, which are printed. */
  #isStarting = true

  /** @param isSilent whether warnings are not printed */
  constructor(isSilent: () => boolean) {
    this.#early = new EarlyEvents(isSilent)
  }

  /** How many listen to it or look on. */
  count(event: keyof AuthEvents): number {
    return this.#listeners[event].size + this.#observers[event].size
  }

  tell(event: keyof AuthEvents, detail: unknown): void {
    this.#observers[event].tell(detail as never)
    if (this.#listeners[event].size > 0) {
      this.#tellEarly(event)
      this.#listeners[event].tell(detail as never)
    } else if ((this.#isStarting && !isPassing(event, detail)) || event === 'warning') {
      this.#early.keep(event, detail)
      if (!this.#isStarting) this.#early.printLater()
    }
  }

  /** The client works. */
  started(): void {
    this.#isStarting = false
    this.#early.printLater()
  }

  /** Throws `CONFIG` for an event that there is not. Returns a function that stops listening. */
  add<E extends keyof AuthEvents>(event: E, listener: (detail: AuthEvents[E]) => void): () => void {
    if (!Object.hasOwn(this.#listeners, event) || typeof listener !== 'function')
      throw new AuthflightError('CONFIG', noSuchEvent(event, Object.keys(this.#listeners)))
    if (isObserving(listener)) return this.#observers[event].add(listener)
    const stop = this.#listeners[event].add(listener)
    // Always asynchronous, so that a listener is never called before `on` returns.
    queueMicrotask(() => this.#tellEarly(event))
    return stop
  }

  clear(): void {
    for (const all of [this.#listeners, this.#observers])
      for (const listeners of Object.values(all)) listeners.clear()
    this.#early.clear()
  }

  /** What was kept goes to whoever listens now, one by one: a listener that stops leaves the rest to the next. */
  #tellEarly(event: keyof AuthEvents): void {
    const listeners = this.#listeners[event]
    while (listeners.size > 0) {
      const early = this.#early.take(event)
      if (!early) return
      listeners.tell(early.detail as never)
    }
  }
}

/** Whether it is made only for who listens already: a step, and a change of the user. It got here because somebody looks on. */
const isPassing = (event: keyof AuthEvents, detail: unknown) =>
  event === 'trace' || (event === 'userChanged' && !('cause' in (detail as AuthEvents['userChanged'])))
