/** What the page remembers for all its tabs. A browser may forbid that: then it forgets. */

export function recall(/** @type {string} */ key) {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function remember(/** @type {string} */ key, /** @type {string} */ value) {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Only comfort is lost.
  }
}

export function drop(/** @type {string} */ key) {
  try {
    localStorage.removeItem(key)
  } catch {
    // Then nothing was kept, either.
  }
}
