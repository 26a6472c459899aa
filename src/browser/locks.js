import { own } from './native.js'
import { afterTurn, onDeath } from './turn.js'

/**
 * A request for the lock.
 * @typedef {object} LockRequest
 * @property {() => void} giveUp leaves the queue, or releases the lock once it is granted
 */

/** One lock by name, for the flights of one client. */
export class PageLock {
  /** By flight: what waits for the lock or holds it. @type {Map<bigint, LockRequest>} */
  #requests = new Map()
  #name
  #report

  /**
   * @param {string} name
   * @param {(flight: bigint, granted: boolean) => void} onEvent granted, or taken away by another tab
   */
  constructor(name, onEvent) {
    this.#name = name
    this.#report = (/** @type {bigint} */ flight, /** @type {boolean} */ granted) =>
      afterTurn(() => onEvent(flight, granted))
  }

  /** Joins the queue. */
  acquire(/** @type {bigint} */ flight) {
    const controller = new AbortController()
    this.#request(flight, { signal: controller.signal }, () => controller.abort())
  }

  /** Takes the lock from its holder. */
  steal(/** @type {bigint} */ flight) {
    this.release(flight)
    this.#request(flight, { steal: true }, () => {})
  }

  /** Releases the lock, or leaves the queue. */
  release(/** @type {bigint} */ flight) {
    const request = this.#requests.get(flight)
    this.#requests.delete(flight)
    try {
      request?.giveUp()
    } catch {
      // It was aborted before.
    }
  }

  /**
   * @param {bigint} flight
   * @param {LockOptions} options
   * @param {() => void} leave leaves the queue
   */
  async #request(flight, options, leave) {
    // Compared by identity: a flight may request again before the engine has rejected the request that it gave up.
    const request = { giveUp: leave }
    this.#requests.set(flight, request)
    const isCurrent = () => this.#requests.get(flight) === request
    const isGranted = () => request.giveUp !== leave
    const held = () =>
      new Promise((/** @type {(value?: unknown) => void} */ release) => {
        // It was given up while the lock was being granted.
        if (!isCurrent()) return release()
        request.giveUp = release
        this.#report(flight, true)
      })
    // A dead binary releases nothing.
    const forget = onDeath(() => this.release(flight))
    try {
      await navigator.locks.request(this.#name, own(options), held)
      // A replaced `locks` may resolve without calling back, and will never grant anything.
      if (isCurrent() && !isGranted()) this.#report(flight, true)
    } catch {
      // The flight gave it up itself.
      if (!isCurrent()) return
      // Stolen by another tab; or else never granted, because the browser refuses locks. Then the ledger alone keeps the tabs
      // apart, as it does where there are no locks: another request would be refused as well, without end.
      const stolen = isGranted()
      if (stolen) this.#requests.delete(flight)
      this.#report(flight, !stolen)
    } finally {
      forget()
    }
  }
}
