/**
 * Under this key an init says that a fault of the session is to reject even if there is a real reply, which the error holds then.
 * For adapters of clients that have errors of their own; `auth.fetch` keeps fetch's contract.
 */
export const strictly: unique symbol = Symbol.for('authflight.strictly') as never

export function isStrict(init: unknown): boolean {
  try {
    return (init as { [strictly]?: unknown } | undefined)?.[strictly] === true
  } catch {
    return false
  }
}
