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
    for (const { listener } of [...this.#all]) {
      try {
        listener(...detail)
      } catch (error) {
        report(error)
      }
    }
  }

  clear(): void {
    this.#all.clear()
  }
}

/** Reports an error as the browser reports one that was not caught. Node has no `reportError`. */
export function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error)
  else
    setTimeout(() => {
      throw error
    })
}
