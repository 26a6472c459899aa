/** The value at the configured path. A body without that path is not an envelope, and is returned as it is. */
export function unwrapped(data: unknown, path: string | undefined): unknown {
  if (!path || !isPlain(data)) return data
  let value: unknown = data
  for (const step of path.split('.')) {
    value = isPlain(value) ? value[step] : undefined
  }
  return value === undefined ? data : value
}

/** An object literal of any realm, or an object without a prototype. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
