import { EarlyEvents } from './early-events.ts'
import { AuthflightError } from './errors.ts'
import { Listeners } from './listeners.ts'
import type { AuthEvents } from './types.ts'
import { noSuchEvent } from './words.ts'

type EventListeners = { [E in keyof AuthEvents]: Listeners<[AuthEvents[E]]> }

/** Who listens to which event. */
export class Events {
  readonly #listeners: EventListeners = {
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
  }
  readonly #early: EarlyEvents
  /** Events of the start wait for their first listener. Later ones do not, but for warnings, which are printed. */
  #isStarting = true

  /** @param isSilent whether warnings are not printed */
  constructor(isSilent: () => boolean) {
    this.#early = new EarlyEvents(isSilent)
  }

  /** How many listen to it. */
  count(event: keyof AuthEvents): number {
    return this.#listeners[event].size
  }

  tell(event: keyof AuthEvents, detail: unknown): void {
    if (this.count(event) > 0) this.#listeners[event].tell(detail as never)
    else if (this.#isStarting || event === 'warning') {
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
    const stop = this.#listeners[event].add(listener)
    // Always asynchronous, so that a listener is never called before `on` returns.
    for (const detail of this.#early.take(event))
      queueMicrotask(() => this.#listeners[event].tell(detail as never))
    return stop
  }

  clear(): void {
    for (const listeners of Object.values(this.#listeners)) listeners.clear()
  }
}
