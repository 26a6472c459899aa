/** What the page remembers for all its tabs. A browser may forbid that: then it forgets. */

export function recall(key) {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Only comfort is lost.
  }
}
