import { own } from '#shell/native.js'

// Only own members are read: what a page has added to all objects (`Object.prototype.baseURL`) is not an option.

/** A copy with the own members alone. Empty if the value is not an object. */
export function ownOf<T extends object>(value: T | null | undefined): Partial<T> {
  return own(typeof value === 'object' && value !== null ? value : ({} as T))
}

/** A copy without the members that are undefined: they are not given. */
export function givenOf<T extends object>(value: T | null | undefined): Partial<T> {
  const copy = ownOf(value)
  for (const name of Object.keys(copy) as (keyof T)[]) if (copy[name] === undefined) delete copy[name]
  return copy
}
