import type { AuthEvents } from './types.ts'
import { printWarning } from './warnings.ts'

type Warning = AuthEvents['warning']

/** Events of the start, and warnings, that nobody listened to yet. The first listener of an event gets them. */
export class EarlyEvents {
  #kept: [name: keyof AuthEvents, detail: unknown][] = []
  readonly #isSilent: () => boolean

  /** @param isSilent whether warnings are not printed */
  constructor(isSilent: () => boolean) {
    this.#isSilent = isSilent
  }

  /** Keeps an event. Of warnings the first of each code. */
  keep(name: keyof AuthEvents, detail: unknown): void {
    const isKnown = ([kept, before]: [string, unknown]) =>
      kept === name && (before as Warning).code === (detail as Warning).code
    if (name !== 'warning' || !this.#kept.some(isKnown)) this.#kept.push([name, detail])
  }

  /** Takes the first event of this name; undefined if there is none. */
  take(name: keyof AuthEvents): { detail: unknown } | undefined {
    const at = this.#kept.findIndex(([kept]) => kept === name)
    if (at < 0) return undefined
    const [taken] = this.#kept.splice(at, 1)
    return { detail: taken?.[1] }
  }

  clear(): void {
    this.#kept = []
  }

  /** Prints the warnings that nobody listens to by the end of this task: the caller of `createAuth` gets the time to. */
  printLater(): void {
    if (!this.#kept.length) return
    setTimeout(() => {
      if (this.#isSilent()) return
      for (const [name, detail] of this.#kept) if (name === 'warning') printWarning(detail as Warning)
    })
  }
}
