/** The value at the configured path. A body without that path is not an envelope, and is returned as it is. */
export function unwrapped(data: unknown, path: string | undefined): unknown {
  if (!path || !isPlain(data)) return data
  let value: unknown = data
  for (const step of path.split('.')) {
    value = isPlain(value) ? value[step] : undefined
  }
  return value === undefined ? data : value
}

export const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value))
