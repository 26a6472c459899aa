import { timeoutError } from '#shell/cutoff.js'
import { AuthflightError } from './errors.ts'
import type { RequestConfig } from './types.ts'

/** What cuts a call of the verbs short: the caller's signal, and the timeout. Both cover the body as well. */
export class Cut {
  readonly signal: AbortSignal | undefined
  #isLate = false
  readonly #stop: (isReadLater: boolean) => void = () => {}

  constructor({ signal, timeout = 0 }: RequestConfig) {
    this.signal = signal
    if (!(timeout > 0)) return
    const controller = new AbortController()
    const follow = () => controller.abort(signal?.reason)
    if (signal?.aborted) follow()
    signal?.addEventListener('abort', follow)
    const expire = () => {
      this.#isLate = !controller.signal.aborted
      controller.abort(timeoutError())
    }
    const timer = setTimeout(expire, Math.min(timeout, 2 ** 31 - 1))
    this.signal = controller.signal
    this.#stop = (isReadLater) => {
      clearTimeout(timer)
      if (!isReadLater) signal?.removeEventListener('abort', follow)
    }
  }

  /** What was waited for is over. `isReadLater`: the body is a stream, which the caller's signal still cuts. */
  stop(isReadLater = false): void {
    this.#stop(isReadLater)
  }

  /** Waits for it no longer than the call may take. */
  async wait<T>(work: Promise<T>): Promise<T> {
    const { signal } = this
    if (!signal) return work
    let cut = () => {}
    const wasCut = new Promise<never>((_, reject) => {
      cut = () => reject(signal.reason)
      signal.addEventListener('abort', cut)
      if (signal.aborted) cut()
    })
    try {
      return await Promise.race([work, wasCut])
    } finally {
      signal.removeEventListener('abort', cut)
    }
  }

  /** The error of a call that was cut, by axios' names; undefined if it was not cut. */
  error(cause: unknown, config: RequestConfig): AuthflightError | undefined {
    const details = { cause, config }
    if (this.#isLate)
      return new AuthflightError('ECONNABORTED', `timeout of ${config.timeout}ms exceeded`, details)
    return this.signal?.aborted ? new AuthflightError('ERR_CANCELED', 'canceled', details) : undefined
  }
}
