import { own } from '#shell/native.js'

// What the page has added to all objects (`Object.prototype.baseURL`) is nobody's option: only own members are read.

/** A copy with the own members alone; empty for what is no object. */
export function ownOf<T extends object>(value: T | null | undefined): Partial<T> {
  return own(typeof value === 'object' && value !== null ? value : ({} as T))
}
