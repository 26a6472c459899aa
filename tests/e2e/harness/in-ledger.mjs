// The end of a login. What a test does to the record before it, the client would write over, even one that is disposed of.

import { eventually } from './eventually.mjs'

/**
 * Resolves once the ledger names the session of the record under `key`: until then the login is still being written.
 * @param {import('./eventually.mjs').Evaluating} page
 */
export const inLedger = (page, key = 'authflight') =>
  eventually(
    page,
    async (/** @type {string} */ key) => {
      const { session } = JSON.parse(localStorage.getItem(key))
      const beside = Object.keys(localStorage).find((key) => key.endsWith('.ledger'))
      if (beside) return localStorage.getItem(beside)?.includes(session)
      if (!window.indexedDB) return false
      const answered = (/** @type {IDBOpenDBRequest} */ request) =>
        new Promise((resolve) => {
          request.onsuccess = () => resolve(request.result)
        })
      const database = await answered(indexedDB.open('authflight'))
      const entries = await answered(database.transaction('ledger').objectStore('ledger').getAll())
      database.close()
      return entries.some((/** @type {string} */ text) => text.includes(session))
    },
    key,
  )
