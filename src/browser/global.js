import { afterTurn } from './turn.js'

// What hangs on globalThis, in a window, a worker or Node alike. Any of it may be absent or throw.

/** Stands for the page where there is none: what is relative leads nowhere (RFC 6761, section 6.4). */
const NO_PAGE = 'http://page.invalid'

/** What fetch resolves URLs against: the document's base, which a `<base>` may set, or the worker's own address. */
const base = () => globalThis.document?.baseURI ?? globalThis.location?.href ?? NO_PAGE

/** A URL as the platform's own requests read it. */
export class Target {
  /** @param {URL} url */
  constructor({ href, origin, pathname }) {
    this.href = href
    this.origin = origin
    this.path = pathname
  }

  /** What fetch is given: on a server, what is relative stays so, and fetch refuses it. */
  get address() {
    return this.origin === NO_PAGE ? this.href.slice(NO_PAGE.length) : this.href
  }
}

/** Resolves a URL as the platform's own requests do; undefined when it is none. */
export function resolve(/** @type {string} */ url) {
  try {
    return new Target(new URL(url, base()))
  } catch {}
}

/** `globalThis[name]`, undefined when it is absent or its getter throws: a blocked `localStorage` does. */
export function global(/** @type {string} */ name) {
  try {
    return /** @type {any} */ (globalThis)[name] ?? undefined
  } catch {}
}

/** `object[name]`, undefined when it is absent or its getter throws. */
function memberOf(/** @type {any} */ object, /** @type {string} */ name) {
  try {
    return object?.[name] ?? undefined
  } catch {}
}

/** Whether there are Web Locks: not in insecure contexts and old engines (R20). */
export const hasLocks = () => Boolean(memberOf(global('navigator'), 'locks'))

/** Whether the network is there, as far as is known. */
export const isOnline = () => Boolean(memberOf(global('navigator'), 'onLine') ?? true)

/** Whether a URL lies in another origin than the page. */
export function isElsewhere(/** @type {string} */ url) {
  const here = globalThis.location?.origin
  return here !== undefined && here !== resolve(url)?.origin
}

const wakes = ['storage', 'online', 'offline', 'pageshow', 'focus']

/**
 * Calls back when the page wakes up, another tab writes, or the network comes and goes: true and
 * false for the latter.
 */
export class Listening {
  #hear

  /** @param {(online?: boolean) => void} stirred */
  constructor(stirred) {
    this.#hear = (/** @type {Event} */ { type }) =>
      afterTurn(() => stirred(type === 'online' ? true : type === 'offline' ? false : undefined))
    for (const wake of wakes) globalThis.addEventListener?.(wake, this.#hear)
    globalThis.document?.addEventListener('visibilitychange', this.#hear)
  }

  end() {
    for (const wake of wakes) globalThis.removeEventListener?.(wake, this.#hear)
    globalThis.document?.removeEventListener('visibilitychange', this.#hear)
  }
}
