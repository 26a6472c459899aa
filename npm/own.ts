import { own } from '#shell/native.js'

// Only own members are read: what a page has added to all objects (`Object.prototype.baseURL`) is not an option.

/** A copy with the own members alone. Empty if the value is not an object. */
export function ownOf<T extends object>(value: T | null | undefined): Partial<T> {
  return own(typeof value === 'object' && value !== null ? value : ({} as T))
}
