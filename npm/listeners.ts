import { isServer } from '#shell/global.js'

/** A set of listeners. If one throws, the error is reported, and the others are called all the same. */
export class Listeners<T extends unknown[]> {
  readonly #all: Set<{ listener: (...detail: T) => void }> = new Set()

  get size(): number {
    return this.#all.size
  }

  add(listener: (...detail: T) => void): () => void {
    // Each call makes an entry, because the same function may be added twice.
    const entry = { listener }
    this.#all.add(entry)
    return () => void this.#all.delete(entry)
  }

  tell(...detail: T): void {
    for (const entry of [...this.#all]) {
      // One before it may have stopped it, or disposed of the client.
      if (!this.#all.has(entry)) continue
      try {
        const { listener } = entry
        const result: unknown = listener(...detail)
        // Such as that of `router.push`.
        if (result instanceof Promise) result.catch(report)
      } catch (error) {
        report(error)
      }
    }
  }

  clear(): void {
    this.#all.clear()
  }
}

/** Reports an error as the browser reports one that was not caught. On a server that would end the process. */
export function report(error: unknown): void {
  if (!isServer() && typeof reportError === 'function') reportError(error)
  else console.error(error)
}
