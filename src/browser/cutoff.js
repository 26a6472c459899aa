import { arm, disarm } from './timer.js'
import { afterTurn } from './turn.js'

/** What ends a request early: the caller's signal and the timeout, each with its own reason. */
export class Cutoff {
  /** What the request is sent with. @type {AbortSignal | undefined} */
  signal
  #reached
  /** @type {import('./timer.js').Timer | undefined} */
  #timer

  /**
   * @param {AbortSignal | undefined} caller one of the platform's own, as a Template has it
   * @param {number} timeout in ms; 0: none, and the caller's signal is passed on as it is
   * @param {(reason: unknown) => void} reached
   */
  constructor(caller, timeout, reached) {
    this.signal = caller
    if (timeout > 0) {
      const own = new AbortController()
      this.signal = caller ? eitherOf(caller, own) : own.signal
      const expire = () => own.abort(timeoutError())
      this.#timer = arm(undefined, expire, timeout, true)
    }
    this.#reached = () => afterTurn(() => reached(this.signal?.reason))
    this.signal?.addEventListener('abort', this.#reached)
  }

  /** The request is over. The caller's signal still cuts the reply's body. */
  end() {
    disarm(this.#timer)
    this.signal?.removeEventListener('abort', this.#reached)
  }
}

/**
 * A signal that follows both. `any` lets go of what follows a signal that lives long; older engines keep it as long as the
 * signal.
 */
function eitherOf(/** @type {AbortSignal} */ caller, /** @type {AbortController} */ own) {
  try {
    return AbortSignal.any([caller, own.signal])
  } catch {
    const follow = () => own.abort(caller.reason)
    if (caller.aborted) follow()
    caller.addEventListener('abort', follow)
    return own.signal
  }
}

/** As `AbortSignal.timeout` has it. */
export const timeoutError = () => new DOMException('The operation timed out.', 'TimeoutError')

/** Cuts off what listens to its signal. */
export class Abort {
  #controller = new AbortController()

  get signal() {
    return this.#controller.signal
  }

  abort() {
    // The application's refresh function may listen to it.
    afterTurn(() => {
      try {
        this.#controller.abort()
      } catch {
        // Then the reply comes and is not wanted.
      }
    })
  }
}
