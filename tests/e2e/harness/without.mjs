// Prepared in a page before anything else runs: what old engines and strict settings lack.
export const nothing = undefined

export const webLocks = () => {
  delete (/** @type {{ locks?: unknown }} */ (Navigator.prototype).locks)
}

export const broadcastChannel = () => {
  delete (/** @type {{ BroadcastChannel?: unknown }} */ (window).BroadcastChannel)
}

export const locksAndChannel = () => {
  delete (/** @type {{ locks?: unknown }} */ (Navigator.prototype).locks)
  delete (/** @type {{ BroadcastChannel?: unknown }} */ (window).BroadcastChannel)
}

export const database = () => {
  Object.defineProperty(window, 'indexedDB', { value: undefined })
}

export const localStorageAccess = () => {
  Object.defineProperty(window, 'localStorage', {
    get() {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    },
  })
}
