// A storage may throw at every call: absent, blocked, full, a getter that throws.

/** The text, null when there is none, undefined when reading failed. */
export function get(/** @type {Storage} */ storage, /** @type {string} */ key) {
  try {
    return storage.getItem(key) ?? null
  } catch {}
}

/** Writes the text, or removes it if undefined; whether that was done. */
export function put(storage, key, text) {
  try {
    if (text === undefined) storage.removeItem(key)
    else storage.setItem(key, text)
    return true
  } catch {
    return false
  }
}
