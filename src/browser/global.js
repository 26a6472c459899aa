import { afterTurn } from './turn.js'

// What hangs on globalThis, in a window, a worker or Node alike. Any of it may be absent or throw.

/** The base where there is no page, as on a server. A relative URL then leads nowhere (RFC 6761, section 6.4). */
const NO_PAGE = 'http://page.invalid'

/** What fetch resolves URLs against: the document's base, which a `<base>` may set, or the worker's own address. */
const base = () => {
  const page = read(read(globalThis, 'document'), 'baseURI') ?? read(read(globalThis, 'location'), 'href')
  return String(page ?? NO_PAGE)
}

/** A URL as the platform's own requests read it. */
export class Target {
  /** Throws where a page has replaced the members of URL, and they are no texts. @param {URL} url */
  constructor({ href, origin, pathname }) {
    this.href = `${href}`
    this.origin = `${origin}`
    this.path = `${pathname}`
  }

  /** The URL to give to fetch. On a server a relative URL stays relative, and fetch refuses it. */
  get address() {
    return this.origin === NO_PAGE ? this.href.slice(NO_PAGE.length) : this.href
  }
}

/** Resolves a URL as the platform's own requests do; undefined when it is invalid. */
export function resolve(/** @type {string} */ url) {
  try {
    return new Target(new URL(url, base()))
  } catch {}
}

/** `object[name]`, undefined when it is absent or its getter throws. @returns {unknown} */
function read(/** @type {unknown} */ object, /** @type {string} */ name) {
  try {
    return /** @type {Record<string, unknown> | undefined} */ (object)?.[name] ?? undefined
  } catch {}
}

/** `globalThis[name]`, undefined when it is absent or its getter throws: a blocked `localStorage` does. */
export const global = (/** @type {string} */ name) => read(globalThis, name)

/** Whether there are Web Locks. Insecure contexts and old engines have none (R20). */
export const hasLocks = () => Boolean(read(global('navigator'), 'locks'))

/** Whether there is neither a page nor a worker, as where pages are rendered. */
export const isServer = () => read(globalThis, 'location') === undefined

/** Whether the network is there, as far as is known. */
export const isOnline = () => Boolean(read(global('navigator'), 'onLine') ?? true)

/**
 * The page's own origin; undefined where there is no page. A document without an address of its own (`srcdoc`) has that of the one
 * that made it, which a global variable of the page may hide.
 */
export function here() {
  const origin = read(read(globalThis, 'location'), 'origin')
  return origin === 'null' ? read(globalThis, 'origin') : origin
}

/** Whether a URL is of another origin than the page. */
export const isElsewhere = (/** @type {string} */ url) =>
  here() !== undefined && here() !== resolve(url)?.origin

const WAKE_EVENTS = ['storage', 'online', 'offline', 'pageshow', 'focus']

/**
 * Calls back with the event's name when the page wakes up, another tab writes, or the network comes and goes; with `returned` when
 * the page is back from the back/forward cache.
 */
export class Listening {
  #listener

  /** @param {(name: string) => void} onEvent */
  constructor(onEvent) {
    this.#listener = (/** @type {Event} */ event) => {
      const name = /** @type {PageTransitionEvent} */ (event).persisted ? 'returned' : `${event.type}`
      afterTurn(() => onEvent(name))
    }
    for (const type of WAKE_EVENTS) globalThis.addEventListener?.(type, this.#listener)
    globalThis.document?.addEventListener('visibilitychange', this.#listener)
  }

  end() {
    for (const type of WAKE_EVENTS) globalThis.removeEventListener?.(type, this.#listener)
    globalThis.document?.removeEventListener('visibilitychange', this.#listener)
  }
}
