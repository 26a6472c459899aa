/** One lock by name, for the flights of one client. */
export class PageLock {
  /** What each flight that waits or holds lets go by. @type {Map<bigint, () => void>} */
  #asked = new Map()
  #name
  #news

  /**
   * @param {string} name
   * @param {(flight: bigint, granted: boolean) => void} news granted, or taken away by another tab
   */
  constructor(name, news) {
    this.#name = name
    this.#news = news
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
    const letGo = this.#asked.get(flight)
    this.#asked.delete(flight)
    letGo?.()
  }

  async #ask(flight, options, leave) {
    this.#asked.set(flight, leave)
    const held = () =>
      new Promise((release) => {
        // It left the line at the last moment: give the lock back at once.
        if (!this.#asked.has(flight)) return release()
        this.#asked.set(flight, release)
        this.#news(flight, true)
      })
    try {
      await navigator.locks.request(this.#name, options, held)
    } catch {
      // Ours to hear of only if we did not let go ourselves.
      if (this.#asked.delete(flight)) this.#news(flight, false)
    }
  }
}
