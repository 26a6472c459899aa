import { afterTurn, onDeath } from './turn.js'

/** One lock by name, for the flights of one client. */
export class PageLock {
  /** What each flight that waits or holds lets go by. @type {Map<bigint, { letGo: () => void }>} */
  #asked = new Map()
  #name
  #news

  /**
   * @param {string} name
   * @param {(flight: bigint, granted: boolean) => void} news granted, or taken away by another tab
   */
  constructor(name, news) {
    this.#name = name
    this.#news = (/** @type {bigint} */ flight, /** @type {boolean} */ granted) =>
      afterTurn(() => news(flight, granted))
  }

  /** Stands in line. */
  acquire(/** @type {bigint} */ flight) {
    const controller = new AbortController()
    this.#ask(flight, { signal: controller.signal }, () => controller.abort())
  }

  /** Takes the lock from whoever holds it. */
  steal(/** @type {bigint} */ flight) {
    this.release(flight)
    this.#ask(flight, { steal: true }, () => {})
  }

  /** Gives it back, or leaves the line. */
  release(/** @type {bigint} */ flight) {
    const asked = this.#asked.get(flight)
    this.#asked.delete(flight)
    try {
      asked?.letGo()
    } catch {
      // It was cut off already.
    }
  }

  /**
   * @param {bigint} flight
   * @param {LockOptions} options
   * @param {() => void} letGo
   */
  async #ask(flight, options, letGo) {
    // An object of its own: the same flight may ask again before the engine has refused what it let go of.
    const asked = { letGo }
    this.#asked.set(flight, asked)
    const isOurs = () => this.#asked.get(flight) === asked
    const held = () =>
      new Promise((/** @type {(value?: unknown) => void} */ release) => {
        // It left the line at the last moment: give the lock back at once.
        if (!isOurs()) return release()
        asked.letGo = release
        this.#news(flight, true)
      })
    // A dead binary gives nothing back.
    const forget = onDeath(() => this.release(flight))
    try {
      await navigator.locks.request(this.#name, Object.assign(Object.create(null), options), held)
      // Locks that never called back have given nothing, and never will.
      if (isOurs() && asked.letGo === letGo) this.#news(flight, true)
    } catch {
      // Ours to hear of only if we did not let go ourselves.
      if (!isOurs()) return
      // Taken away; or else never given, by locks that refuse. Then the ledger alone keeps the tabs apart, as it does where
      // there are no locks: to ask again would be to ask for good.
      const had = asked.letGo !== letGo
      if (had) this.#asked.delete(flight)
      this.#news(flight, !had)
    } finally {
      forget()
    }
  }
}
