// Prepared in a page before anything else runs: what old engines and strict settings lack.
export const nothing = undefined

export const webLocks = () => {
  delete Navigator.prototype.locks
}

export const broadcastChannel = () => {
  delete window.BroadcastChannel
}

export const locksAndChannel = () => {
  delete Navigator.prototype.locks
  delete window.BroadcastChannel
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
