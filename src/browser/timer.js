/** What setTimeout gives: a number in browsers; in Node an object with `unref`. @typedef {ReturnType<typeof setTimeout> & { unref?: () => void }} Timer */

// Taken when this module is loaded: fake timers, which tests put in their place later, may never fire.
const { setTimeout: platformTimeout, clearTimeout: clearPlatformTimeout } = globalThis

/**
 * Sets a timer of the platform's for a wait that has to end, whatever has replaced the timers since.
 * @param {() => void} callback
 * @param {number} delay in ms
 */
export function startWait(callback, delay) {
  try {
    return platformTimeout(callback, delay)
  } catch {
    // Without timers only what is waited for ends the wait.
  }
}

export function endWait(/** @type {Timer | undefined} */ handle) {
  try {
    clearPlatformTimeout(handle)
  } catch {
    // Then it fires, and finds nothing to do.
  }
}

/**
 * Sets a timer in place of an older one.
 * @param {Timer | undefined} handle the older one
 * @param {() => void} callback
 * @param {number} delay in ms
 * @param {boolean} keepsAlive in Node: whether the process waits for it
 */
export function arm(handle, callback, delay, keepsAlive) {
  disarm(handle)
  try {
    const armed = /** @type {Timer | undefined} */ (setTimeout(callback, delay))
    if (!keepsAlive) armed?.unref?.()
    return armed
  } catch {
    // Without timers the next call or event looks at the time.
  }
}

export function disarm(/** @type {Timer | undefined} */ handle) {
  try {
    clearTimeout(handle)
  } catch {
    // Then it fires, and finds nothing to do.
  }
}
