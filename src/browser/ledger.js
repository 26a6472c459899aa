import { disarm } from './timer.js'

// The ledger's table in IndexedDB, whose transactions see what the last one wrote in any process.
const NAME = 'authflight'
const TABLE = 'ledger'
// Some engines have a database that never answers after a start. It opens in milliseconds, or it counts as none.
const PATIENCE = 3000

/**
 * One transaction: `decide` is shown the entry and says, while the transaction is active, what to write;
 * nothing if undefined. Resolves with whether it wrote; undefined when the database failed.
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {string} key
 * @param {(entry: unknown) => unknown} decide
 * @returns {Promise<boolean | undefined>}
 */
function transact(database, mode, key, decide) {
  return new Promise((resolve) => {
    const transaction = database.transaction(TABLE, mode)
    const table = transaction.objectStore(TABLE)
    const request = table.get(key)
    request.onsuccess = () => {
      const next = decide(request.result)
      if (next === undefined) return resolve(false)
      table.put(next, key)
      transaction.oncomplete = () => resolve(true)
    }
    transaction.onabort = () => resolve(undefined)
  }).catch(() => undefined)
}

/** @returns {Promise<IDBDatabase | undefined>} */
function open(/** @type {string} */ key) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE)
    const settle = (/** @type {IDBDatabase | undefined} */ database) => {
      disarm(timer)
      resolve(database)
    }
    try {
      const request = indexedDB.open(NAME, 1)
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE)
      request.onerror = () => settle()
      request.onsuccess = async () => {
        const database = request.result
        // Whoever deletes all databases is not to wait for us.
        database.onversionchange = () => database.close()
        // A database that opens but cannot be read is none.
        const read = await transact(database, 'readonly', key, () => undefined)
        settle(read === undefined ? undefined : database)
      }
    } catch {
      settle()
    }
  })
}

/** The entry under one key. A database that was closed, as "clear site data" does, is opened again, once. */
export class Entry {
  #key
  /** @type {IDBDatabase | undefined} */
  #database

  constructor(/** @type {string} */ key) {
    this.#key = key
  }

  /** Resolves with itself; undefined where there is no database to be had. */
  async open() {
    this.#database = await open(this.#key)
    return this.#database && this
  }

  /** Reads, and writes what `decide` says; resolves as `transact`. */
  async swap(/** @type {(entry: unknown) => unknown} */ decide) {
    for (const again of [true, false]) {
      if (!this.#database) return
      const wrote = await transact(this.#database, 'readwrite', this.#key, decide)
      if (wrote !== undefined) return wrote
      this.#database = again ? await open(this.#key) : undefined
    }
  }

  /** Resolves with the entry, '' when there is none; undefined when the database failed. */
  async read() {
    let found
    for (const again of [true, false]) {
      if (!this.#database) return
      const read = await transact(this.#database, 'readonly', this.#key, (entry) => {
        found = entry ?? ''
      })
      if (read !== undefined) return found
      this.#database = again ? await open(this.#key) : undefined
    }
  }
}
