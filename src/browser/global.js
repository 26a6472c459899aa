// What hangs on globalThis, in a window, a worker or Node alike. Any of it may be absent or throw.

/**
 * Parses a URL as the browser's own requests do, relative to the page; undefined when it is none. On a server there is no
 * page, but an app's configuration is to be good there, too: what is relative then leads nowhere (RFC 6761, section 6.4).
 */
export function resolve(/** @type {string} */ url) {
  try {
    return new URL(url, globalThis.location?.href ?? 'http://page.invalid')
  } catch {}
}

/** `globalThis[name]`, undefined when it is absent or its getter throws: a blocked `localStorage` does. */
export function global(/** @type {string} */ name) {
  try {
    return globalThis[name] ?? undefined
  } catch {}
}

export const hasLocks = () => Boolean(globalThis.navigator?.locks)

/** Whether the network is there, as far as is known. */
export const isOnline = () => globalThis.navigator?.onLine ?? true

/** Whether a URL lies in another origin than the page. */
export const isElsewhere = (/** @type {string} */ url) => resolve('')?.origin !== resolve(url)?.origin

const wakes = ['storage', 'online', 'offline', 'pageshow', 'focus']

/**
 * Calls back when the page wakes up, another tab writes, or the network comes and goes: true and
 * false for the latter. Aborting what is returned ends it.
 * @param {(online?: boolean) => void} stirred
 */
export function listen(stirred) {
  const controller = new AbortController()
  const { signal } = controller
  const hear = (/** @type {Event} */ { type }) =>
    stirred(type === 'online' ? true : type === 'offline' ? false : undefined)
  for (const wake of wakes) globalThis.addEventListener?.(wake, hear, { signal })
  globalThis.document?.addEventListener('visibilitychange', hear, { signal })
  return controller
}
