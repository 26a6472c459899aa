// What the page has added to all objects (`Object.prototype.baseURL`) is nobody's option: only own members are read.

/** A copy with the own members alone; nothing is inherited. */
export function own<T extends object>(object: T): T {
  return Object.assign(Object.create(null), object)
}

/** The same of what may be no object. */
export function ownOf<T extends object>(value: T | null | undefined): Partial<T> {
  return own(typeof value === 'object' && value !== null ? value : ({} as T))
}
