/** Listeners that disturb nobody: what one throws is reported, and the rest goes on. */
export class Listeners<T extends unknown[]> {
  readonly #all: Set<{ listener: (...detail: T) => void }> = new Set()

  get size(): number {
    return this.#all.size
  }

  add(listener: (...detail: T) => void): () => void {
    // An entry of its own: the same function may be added twice.
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

/** As the browser does with an error that nobody caught; Node has no `reportError`. */
export function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error)
  else
    setTimeout(() => {
      throw error
    })
}
