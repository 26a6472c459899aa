import { endWait, startWait } from './timer.js'

// The ledger in IndexedDB, where a transaction sees what the last one wrote in any process.
const DATABASE = 'authflight'
const STORE = 'ledger'
// In ms. A database opens in milliseconds, but in some engines it never answers after a start: then there is none.
const OPEN_TIMEOUT = 3000

/**
 * One transaction. `decide` gets the entry and returns, while the transaction is active, what to write;
 * undefined writes nothing. Resolves with whether it wrote, or with undefined when the database failed.
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {string} key
 * @param {(entry: unknown) => unknown} decide
 * @returns {Promise<boolean | undefined>}
 */
function transact(database, mode, key, decide) {
  return new Promise((/** @type {(wrote: boolean | undefined) => void} */ resolve) => {
    const transaction = database.transaction(STORE, mode)
    const store = transaction.objectStore(STORE)
    const request = store.get(key)
    request.onsuccess = () => {
      const next = decide(request.result)
      if (next === undefined) return resolve(false)
      store.put(next, key)
      transaction.oncomplete = () => resolve(true)
    }
    transaction.onabort = () => resolve(undefined)
  }).catch(() => undefined)
}

/** Closes a connection when its transactions are over. */
function close(/** @type {IDBDatabase | undefined} */ database) {
  try {
    database?.close()
  } catch {}
}

/**
 * What a promise resolves with; undefined if it takes too long.
 * @template Value
 * @param {Promise<Value>} promise
 * @returns {Promise<Value | undefined>}
 */
function inTime(promise) {
  return new Promise((resolve) => {
    const timer = startWait(() => resolve(undefined), OPEN_TIMEOUT)
    promise.then((value) => {
      endWait(timer)
      resolve(value)
    })
  })
}

/** Opens the database; undefined when it cannot be opened in time. */
function open() {
  /** @type {Promise<IDBDatabase | undefined>} */
  const opening = new Promise((resolve) => {
    try {
      const request = indexedDB.open(DATABASE, 1)
      request.onupgradeneeded = () => request.result.createObjectStore(STORE)
      request.onerror = () => resolve(undefined)
      request.onsuccess = () => {
        const database = request.result
        // An open connection would block those who delete the database.
        database.onversionchange = () => database.close()
        resolve(database)
      }
    } catch {
      resolve(undefined)
    }
  })
  return inTime(opening)
}

/** A connection that was asked for while the binary was on its way. @type {ReturnType<typeof open> | undefined} */
let early

/** Begins to open the database, which takes as long as the binary does. Returns a function that closes it if nobody has taken it. */
export function openEarly() {
  const opening = early ?? open()
  early = opening
  return () => {
    if (early !== opening) return
    early = undefined
    opening.then(close)
  }
}

/** The entry under one key. A database that was closed, as "clear site data" does, is opened again, once. */
export class Entry {
  #key
  /** @type {IDBDatabase | undefined} */
  #database

  constructor(/** @type {string} */ key) {
    this.#key = key
  }

  /** Resolves as `read`, in time: some databases open but cannot be read. */
  async open() {
    const opening = early ?? open()
    early = undefined
    this.#database = await opening
    const found = await inTime(this.read())
    if (found === undefined) this.close()
    return found
  }

  /** Lets go of the database. The engine keeps a connection that listens for `versionchange` until it is closed. */
  close() {
    close(this.#database)
    this.#database = undefined
  }

  /** Reads, and writes what `decide` returns; resolves as `transact`. */
  swap(/** @type {(entry: unknown) => unknown} */ decide) {
    return this.#transact('readwrite', decide)
  }

  /** Resolves with the entry, '' when there is none; undefined when the database failed. */
  async read() {
    /** @type {unknown} */
    let found
    const read = await this.#transact('readonly', (entry) => {
      found = entry ?? ''
    })
    if (read !== undefined) return found
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(entry: unknown) => unknown} decide
   */
  async #transact(mode, decide) {
    for (const mayReopen of [true, false]) {
      if (!this.#database) return
      const wrote = await transact(this.#database, mode, this.#key, decide)
      if (wrote !== undefined) return wrote
      this.#database = mayReopen ? await open() : undefined
    }
  }
}
