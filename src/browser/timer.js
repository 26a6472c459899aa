/**
 * Sets a timer in place of an older one.
 * @param {any} handle the older one
 * @param {() => void} callback
 * @param {number} delay in ms
 * @param {boolean} keepsAlive in Node: whether the process waits for it
 */
export function arm(handle, callback, delay, keepsAlive) {
  disarm(handle)
  try {
    /** @type {any} */
    const armed = setTimeout(callback, delay)
    if (!keepsAlive) armed?.unref?.()
    return armed
  } catch {
    // Without timers the next call or event looks at the time.
  }
}

export function disarm(/** @type {any} */ handle) {
  try {
    clearTimeout(handle)
  } catch {
    // Then it fires, and finds nothing to do.
  }
}
