import { ofWindow } from '#shell/store.js'
import { afterTurn } from '#shell/turn.js'
import type { Binding } from './binding.ts'
import type { AuthConfig } from './types.ts'

/**
 * The window's storage that the session is asked of whenever it is read. An application's own may be slow, and memory has
 * nothing to say: their changes are seen at the next request.
 */
const watched = { local: 'localStorage', session: 'sessionStorage' }

/**
 * Sees whether the page itself has changed the record, as by `localStorage.clear()`: no event tells a page of its own changes.
 */
export class RecordWatch {
  /** Whether the binary is being told of a change, because somebody reads. */
  isNoticing = false
  /** The name in the window; undefined if nothing is watched. */
  #storage: string | undefined
  #key = ''
  /** The record's text at the last look; undefined if the binary may have written it since. */
  #seen: string | null | undefined
  readonly #binding: () => Binding | undefined

  constructor(binding: () => Binding | undefined) {
    this.#binding = binding
  }

  /** From now on the configured record is looked at. */
  start({ storage, storageKey }: AuthConfig): void {
    this.#storage = watched[(storage ?? 'local') as keyof typeof watched]
    this.#key = storageKey ?? 'authflight'
  }

  /** The binary may have written the record. */
  recordWritten(): void {
    this.#seen = undefined
  }

  /** A record that has not changed costs one reading of the storage, and does not enter the binary. */
  look(): void {
    const text = this.#binding() && this.#storage && ofWindow(this.#storage, this.#key)
    if (text === undefined || text === this.#seen) return
    this.#seen = text
    this.isNoticing = true
    // Asked again: the client may be disposed of by then.
    afterTurn(() => this.#binding()?.noticeStore())
    this.isNoticing = false
  }
}
