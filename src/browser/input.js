// What the caller gave to fetch, as the platform reads it.

import { getterOf, kindOf, own } from './native.js'

/** fetch reads these members of an init as text. */
export const TEXTS = [
  'method',
  'referrer',
  'referrerPolicy',
  'mode',
  'credentials',
  'cache',
  'redirect',
  'integrity',
]
/** fetch reads these members of an init. */
const MEMBERS = [...TEXTS, 'body', 'headers', 'keepalive', 'signal', 'duplex', 'priority', 'window']

/**
 * A copy of an init. The types of fetch's members are what the caller claims: fetch itself rejects what is wrong.
 * @typedef {Omit<RequestInit, 'headers'> & { headers?: Headers, duplex?: 'half' } & Record<PropertyKey, unknown>} Init
 */

/** Reads a member by the platform's getter, or as it stands where there is none; throws for what is not a Request. */
function read(/** @type {unknown} */ request, /** @type {string} */ name) {
  const getter = getterOf(globalThis.Request, name)
  return getter ? getter.call(request) : /** @type {Record<string, unknown>} */ (request)[name]
}
export const urlOf = (/** @type {unknown} */ request) => /** @type {string} */ (read(request, 'url'))
export const signalOf = (/** @type {Request} */ request) =>
  /** @type {AbortSignal | undefined} */ (read(request, 'signal'))

/**
 * Whether the platform takes it for a Request, of this realm or another. An object that only looks like a Request is text.
 * @param {unknown} input
 * @returns {input is Request}
 */
export function isRequest(input) {
  if (typeof input !== 'object' || input === null || typeof Request !== 'function') return false
  try {
    return typeof urlOf(input) === 'string' && (input instanceof Request || kindOf(input) === 'Request')
  } catch {
    return false
  }
}

/** What a Request loses when it is given an init, the first two by the standard, and the last when it is copied in Firefox. */
export const lostOf = (/** @type {Request} */ { referrer, referrerPolicy, keepalive }) => ({
  referrer,
  referrerPolicy,
  keepalive,
})

const isRoot = (/** @type {object} */ object) => Object.getPrototypeOf(object) === null

/**
 * A copy of the init, each member read once: its own members, and those of its class (a Request may be an init), but none of
 * `Object.prototype`.
 * @param {unknown} init
 * @returns {Init}
 */
export function membersOf(init) {
  /** @type {Record<PropertyKey, unknown>} */
  const copy = own({})
  if (init === undefined || init === null) return copy
  // Throws fetch's own error for what is not an init.
  if (typeof init !== 'object' && typeof init !== 'function')
    new Request('data:,', /** @type {RequestInit} */ (init))
  const given = /** @type {Record<string, unknown>} */ (init)
  for (let level = given; level && (level === init || !isRoot(level)); level = Object.getPrototypeOf(level))
    for (const name of MEMBERS) if (!(name in copy) && Object.hasOwn(level, name)) copy[name] = given[name]
  return Object.assign(othersOf(given), copy)
}

/** The members that fetch does not read, but that a function that stands in for fetch may. */
function othersOf(/** @type {object} */ init) {
  /** @type {Record<PropertyKey, unknown>} */
  const others = own({})
  try {
    for (const name of Reflect.ownKeys(init)) {
      const { value, enumerable } = Object.getOwnPropertyDescriptor(init, name) ?? {}
      if (enumerable && value !== undefined && !MEMBERS.includes(String(name))) others[name] = value
    }
  } catch {
    // A proxy that refuses to list its members.
  }
  return others
}
