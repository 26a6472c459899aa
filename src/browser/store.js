import { global } from './global.js'

// A storage may throw at every call: absent, blocked, full, a getter that throws.

/** The browser's storage, or the application's own. @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} TokenStorage */

/** The text, null when there is none, undefined when reading failed or gave something else. */
export function get(/** @type {TokenStorage} */ storage, /** @type {string} */ key) {
  try {
    const text = storage.getItem(key) ?? null
    if (text === null || typeof text === 'string') return text
  } catch {}
}

/**
 * As `get`, of a storage of the window's: `localStorage` or `sessionStorage`. Node's own is not a browser's.
 * @param {string} name
 * @param {string} key
 */
export const ofWindow = (name, key) =>
  global('window') === undefined ? undefined : get(/** @type {TokenStorage} */ (global(name)), key)

/**
 * Writes the text, or removes it if undefined; whether that was done.
 * @param {TokenStorage} storage
 * @param {string} key
 * @param {string | undefined} text
 */
export function put(storage, key, text) {
  try {
    if (text === undefined) storage.removeItem(key)
    else storage.setItem(key, text)
    return true
  } catch {
    return false
  }
}
