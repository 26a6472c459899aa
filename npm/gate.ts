import { timeoutError } from '#shell/cutoff.js'

/** What cuts the waiting of a call short. */
export interface Cutoff {
  signal?: AbortSignal | undefined
  /** In ms; 0 is none. */
  timeout?: number | undefined
}

interface Waiting {
  go(): void
  leave(error: unknown): void
}

/**
 * Calls that are made before the module is there wait here. They go on in the order in which they were made, or all of them
 * reject with what kept the module from coming.
 */
export class Gate {
  /**
   * Resolves when the gate opens. A failure of which no call was told is reported as unhandled unless the application looks at
   * this promise; otherwise it would not be seen at all.
   */
  readonly ready: Promise<void>
  isOpen = false
  #failure: { error: unknown } | undefined
  readonly #waiting: Set<Waiting> = new Set()
  #resolve: () => void = nothing
  #reject: (error: unknown) => void = nothing

  constructor() {
    this.ready = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  open(): void {
    this.isOpen = true
    this.#resolve()
    for (const { go } of this.#waiting) go()
  }

  fail(error: unknown): void {
    if (this.isOpen || this.#failure) return
    this.#failure = { error }
    if (this.#waiting.size > 0) this.ready.catch(nothing)
    this.#reject(error)
    for (const { leave } of this.#waiting) leave(error)
  }

  /** Fails on the application's own wish, which is no news to it. */
  close(error: unknown): void {
    this.ready.catch(nothing)
    this.fail(error)
  }

  /** Calls once the gate is open. An abort and the timeout reject at once, and then nothing is called (R8). */
  wait<T>(call: () => Promise<T>, { signal, timeout = 0 }: Cutoff): Promise<T> {
    if (this.#failure) {
      this.ready.catch(nothing)
      return Promise.reject(this.#failure.error)
    }
    if (signal?.aborted) return Promise.reject(signal.reason)
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting.delete(waiting)
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
      }
      const waiting: Waiting = {
        go: () => {
          stop()
          resolve(call())
        },
        leave: (error) => {
          stop()
          reject(error)
        },
      }
      const abort = () => waiting.leave(signal?.reason)
      const expire = () => waiting.leave(timeoutError())
      const timer = timeout > 0 ? setTimeout(expire, Math.min(timeout, 2 ** 31 - 1)) : undefined
      signal?.addEventListener('abort', abort)
      this.#waiting.add(waiting)
    })
  }
}

function nothing(): void {}
