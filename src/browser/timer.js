/**
 * Sets a timer in place of an older one.
 * @param {any} handle the older one
 * @param {() => void} callback
 * @param {number} delay in ms
 * @param {boolean} keepsAlive in Node: whether the process waits for it
 */
export function arm(handle, callback, delay, keepsAlive) {
  clearTimeout(handle)
  /** @type {any} */
  const armed = setTimeout(callback, delay)
  if (!keepsAlive) armed?.unref?.()
  return armed
}

export const disarm = (/** @type {any} */ handle) => clearTimeout(handle)
