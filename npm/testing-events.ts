import { AuthflightError } from './errors.ts'
import { Listeners } from './listeners.ts'
import { isObserving } from './observers.ts'
import type { TestAuthEvents } from './testing-types.ts'
import { noSuchEvent } from './words.ts'

type Name = keyof TestAuthEvents

const ofEach = (): Record<Name, Listeners<[never]>> => ({
  signedIn: new Listeners(),
  refreshed: new Listeners(),
  refreshFailed: new Listeners(),
  loginRequired: new Listeners(),
  signedOut: new Listeners(),
  trace: new Listeners(),
  warning: new Listeners(),
  userChanged: new Listeners(),
  idle: new Listeners(),
  active: new Listeners(),
})

/** The events of a test auth. */
export class TestEvents {
  readonly #listeners = ofEach()
  /** Those that look on, as the devtools do. */
  readonly #observers = ofEach()
  /** Warnings that nobody listened to, the first of each code. The first listener gets them. */
  #early: TestAuthEvents['warning'][] = []

  on(event: Name, listener: (detail: never) => void): () => void {
    if (!Object.hasOwn(this.#listeners, event) || typeof listener !== 'function')
      throw new AuthflightError('CONFIG', noSuchEvent(event, Object.keys(this.#listeners)))
    if (isObserving(listener)) return this.#observers[event].add(listener)
    const stop = this.#listeners[event].add(listener)
    if (event === 'warning') {
      const missed = this.#early
      this.#early = []
      // A promise, because test runners replace `queueMicrotask` along with the timers.
      for (const warning of missed) void Promise.resolve().then(() => this.#tellListeners('warning', warning))
    }
    return stop
  }

  tell<E extends Name>(event: E, detail: TestAuthEvents[E]): void {
    this.#observers[event].tell(detail as never)
    this.#tellListeners(event, detail)
  }

  #tellListeners<E extends Name>(event: E, detail: TestAuthEvents[E]): void {
    const listeners = this.#listeners[event]
    if (event === 'warning' && listeners.size === 0) this.#keep(detail as TestAuthEvents['warning'])
    listeners.tell(detail as never)
  }

  #keep(warning: TestAuthEvents['warning']) {
    if (!this.#early.some(({ code }) => code === warning.code)) this.#early.push(warning)
  }

  clear(): void {
    for (const all of [this.#listeners, this.#observers])
      for (const listeners of Object.values(all)) listeners.clear()
  }
}
