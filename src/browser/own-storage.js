import { own } from './native.js'
import { endWait, startWait } from './timer.js'
import { afterTurn, runOutsideTurn } from './turn.js'

// Between the application's own storage object and the store, which reads and writes at once. The object's functions may throw,
// return promises that reject or never settle, or things that only look like promises.

// In ms. What takes longer has failed. A write gets more time, because the next one may overtake it then.
const READ_LIMIT = 3000
const WRITE_LIMIT = 10_000

/**
 * The application's object.
 * @typedef {object} Given
 * @property {(key: string) => unknown} getItem
 * @property {(key: string, text: string) => unknown} setItem
 * @property {(key: string) => unknown} removeItem
 */

/** What is known of one key. */
class Entry {
  /** What a reading answers. Undefined: the object has not said it yet. @type {string | null | undefined} */
  text
  /** What the object held when it was last heard of. @type {string | null | undefined} */
  held
  /** How many writes there were. */
  writes = 0
  /** Whether the newest of them is yet to be answered. */
  pending = false
  /** Whether the newest of them has failed. */
  failed = false
  /** The reading under way. It ends in time, even if the object does not answer. @type {Promise<void> | undefined} */
  reading
}

/** Whether a value may be a promise. One whose `then` cannot be read is no text, either. A page may have given texts a `then`. */
function isThenable(/** @type {unknown} */ value) {
  if (typeof value === 'string') return false
  try {
    return typeof (/** @type {PromiseLike<unknown> | null | undefined} */ (value)?.then) === 'function'
  } catch {
    return true
  }
}

/** Keeps a promise that nobody waits for from being reported. */
async function ignore(/** @type {unknown} */ promise) {
  try {
    await promise
  } catch {}
}

/**
 * Waits for a task that never rejects, but not longer than `limit` ms. Then it calls `late`.
 * @param {Promise<void>} task
 * @param {number} limit
 * @param {() => void} late
 * @returns {Promise<void>}
 */
function within(task, limit, late) {
  return new Promise((resolve) => {
    const timer = startWait(() => {
      late()
      resolve()
    }, limit)
    const wait = async () => {
      await task
      endWait(timer)
      resolve()
    }
    void wait()
  })
}

/**
 * A storage that answers at once. An object whose `getItem` returns no promise is asked each time. Of another one this holds a
 * copy: readings come from it; writes change it at once, and reach the object one after another. A write that has not begun when
 * a newer one of its key comes is left out.
 *
 * What could not be written is still what readings answer, until the object shows something new.
 */
export class OwnStorage {
  #storage
  #asynchronous = false
  /** @type {Map<string, Entry>} */
  #entries = new Map()
  /**
   * Writes that have not begun: the text, null to remove it, and the answer of a call that was made already.
   * @type {Map<string, { text: string | null, answer: unknown }>}
   */
  #queue = new Map()
  /** @type {Promise<void> | undefined} */
  #draining
  #failed = false
  /** @type {(() => void) | undefined} */
  #told

  constructor(/** @type {Given} */ storage) {
    this.#storage = storage
  }

  /** Finds out by the first key whether the object answers with promises. If so, it reads the keys. */
  async open(/** @type {string[]} */ keys) {
    /** @type {unknown} */
    let first
    try {
      first = (await this.#answer(keys[0] ?? '')).given
    } catch {
      // The store will read it as well, and tells of it.
    }
    if (!isThenable(first)) return
    this.#asynchronous = true
    const readings = keys.map((key, index) => this.#reload(key, index ? undefined : first))
    for (const reading of readings) await reading
  }

  /** Calls back when something has failed that no call was told of. */
  listen(/** @type {() => void} */ told) {
    this.#told = told
    if (this.#failed) this.#tell()
  }

  /** Reads keys of an asynchronous object again, one after another. */
  async reload(/** @type {string[]} */ ...keys) {
    for (const key of keys) await this.#reload(key)
  }

  /**
   * @param {string} key
   * @param {unknown} [answer] of the object, if it was called already
   */
  async #reload(key, answer) {
    const entry = this.#entry(key)
    // What is yet to be written is newer.
    if (!this.#asynchronous || entry.pending) return
    entry.reading ??= within(this.#read(key, entry, answer), READ_LIMIT, () => this.#tell())
    await entry.reading
  }

  /** Throws if it is not known. */
  getItem(/** @type {string} */ key) {
    const entry = this.#entries.get(key)
    if (entry?.pending) return entry.text
    if (this.#asynchronous) {
      if (entry?.text === undefined) throw new TypeError('It was not read.')
      return entry.text
    }
    const text = this.#ask(key)
    if (entry?.failed) {
      if (text === entry.held) return entry.text
      entry.failed = false
    }
    return text
  }

  setItem(/** @type {string} */ key, /** @type {string} */ text) {
    this.#put(key, text)
  }

  removeItem(/** @type {string} */ key) {
    this.#put(key, null)
  }

  #entry(/** @type {string} */ key) {
    let entry = this.#entries.get(key)
    if (!entry) {
      entry = new Entry()
      this.#entries.set(key, entry)
    }
    return entry
  }

  /** What a synchronous object holds. */
  #ask(/** @type {string} */ key) {
    const text = this.#storage.getItem(key)
    if (!isThenable(text)) return /** @type {string | null} */ (text ?? null)
    void ignore(text)
    throw new TypeError('A promise is no text.')
  }

  /** What the object answers, wrapped: a promise is to be awaited as it is, and not by way of its `then`. */
  #answer(/** @type {string} */ key) {
    return runOutsideTurn(() => own({ given: this.#storage.getItem(key) }))
  }

  async #read(/** @type {string} */ key, /** @type {Entry} */ entry, /** @type {unknown} */ answer) {
    const { writes } = entry
    try {
      const text = (await (answer ?? (await this.#answer(key)).given)) ?? null
      if (text !== null && typeof text !== 'string') throw new TypeError('It is no text.')
      // It may be older than what was written meanwhile.
      if (entry.writes === writes) {
        const isNews = entry.held !== undefined && entry.held !== text
        if (isNews || entry.text === undefined) entry.text = text
        entry.held = text
      }
    } catch {
      this.#tell()
    }
    entry.reading = undefined
  }

  #put(/** @type {string} */ key, /** @type {string | null} */ text) {
    if (this.#asynchronous || this.#draining) return this.#enqueue(key, text)
    const answer = this.#call(key, text)
    if (isThenable(answer)) this.#enqueue(key, text, answer)
    else this.#entries.delete(key)
  }

  #call(/** @type {string} */ key, /** @type {string | null} */ text) {
    return text === null ? this.#storage.removeItem(key) : this.#storage.setItem(key, text)
  }

  /**
   * @param {string} key
   * @param {string | null} text
   * @param {unknown} [answer] of the object, if it was called already
   */
  #enqueue(key, text, answer) {
    const entry = this.#entry(key)
    entry.text = text
    entry.writes++
    entry.pending = true
    this.#queue.delete(key)
    this.#queue.set(key, { text, answer })
    this.#draining ??= answer ? this.#drain() : runOutsideTurn(() => this.#drain())
  }

  async #drain() {
    for (const [key, { text, answer }] of this.#queue) {
      this.#queue.delete(key)
      await this.#write(key, text, answer)
    }
    this.#draining = undefined
  }

  /**
   * @param {string} key
   * @param {string | null} text
   * @param {unknown} answer
   */
  #write(key, text, answer) {
    const entry = this.#entry(key)
    const { writes } = entry
    let isLate = false
    const ended = (/** @type {boolean} */ done) => {
      if (done) entry.held = text
      else this.#tell()
      if (entry.writes === writes) {
        entry.pending = false
        entry.failed = !done
        if (!done) this.#lookWhatIsHeld(key, entry)
      } else if (isLate) {
        // It may have undone what was written after it.
        this.#enqueue(key, entry.text ?? null)
      }
    }
    const write = async () => {
      try {
        await (answer ?? this.#call(key, text))
      } catch {
        return ended(false)
      }
      ended(true)
    }
    return within(write(), WRITE_LIMIT, () => {
      ended(false)
      isLate = true
    })
  }

  /** As long as a synchronous object shows this, it shows what was there before the failed write. */
  #lookWhatIsHeld(/** @type {string} */ key, /** @type {Entry} */ entry) {
    if (this.#asynchronous) return
    try {
      entry.held = this.#ask(key)
    } catch {
      entry.held = undefined
    }
  }

  #tell() {
    this.#failed = true
    afterTurn(() => this.#told?.())
  }
}
