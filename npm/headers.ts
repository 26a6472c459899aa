import type { MakeHeaders } from './config.ts'
import { AuthflightError } from './errors.ts'
import type { RequestConfig } from './types.ts'

/** The application's own headers: as configured, or as its function makes them for this sending. */
export const headersOf = async (
  given: HeadersInit | undefined,
  make: MakeHeaders | undefined,
): Promise<Headers> => (make ? callHeaderFunction(make) : merged(given))

/** The headers that the application's function makes. What it throws, the call rejects with. */
export async function callHeaderFunction(make: MakeHeaders): Promise<Headers> {
  const answer: unknown = await make()
  try {
    return merged(answer as HeadersInit)
  } catch (cause) {
    throw new AuthflightError('CONFIG', 'config.headers: expected the function to return headers', { cause })
  }
}

/** The headers of all, a later one over an earlier one. */
export function merged(...all: RequestConfig['headers'][]): Headers {
  const headers = new Headers()
  for (const given of all) {
    const pairs = given && Symbol.iterator in given ? [...given] : []
    // An interceptor may have set one as a member: `config.headers['X-Trace'] = id`.
    const members = Array.isArray(given) ? [] : Object.entries(given ?? {})
    for (const [name, value] of [...pairs, ...members] as [string, unknown][]) {
      // As in axios, null and false remove a header, and undefined has no effect.
      if (value === null || value === false) headers.delete(name)
      else if (value !== undefined) headers.set(name, String(value))
    }
  }
  return headers
}

/**
 * The headers as members, too, each as it is at the moment: axios' `{ ...config.headers, 'X-Trace': id }` copies them all. A header
 * that has the name of a method has none.
 */
export function spreadable(headers: Headers): Headers {
  const show = (name: string) => {
    if (name in headers) return
    Object.defineProperty(headers, name, {
      get: () => headers.get(name) ?? undefined,
      set: (value) =>
        value === null || value === false ? headers.delete(name) : headers.set(name, String(value)),
      enumerable: true,
      configurable: true,
    })
  }
  for (const method of ['set', 'append'] as const) {
    Object.defineProperty(headers, method, {
      value: (name: string, value: string) => {
        Headers.prototype[method].call(headers, name, value)
        show(name.toLowerCase())
      },
      configurable: true,
      writable: true,
    })
  }
  headers.forEach((_, name) => {
    show(name)
  })
  return headers
}

/** Under this key a configuration has what a function made for it, so that it can be made again for a second sending. */
const generated: unique symbol = Symbol('headers')
/** Under this key an init has a function that does so: src/browser/template.js looks for it. */
const renewal: unique symbol = Symbol.for('authflight.headers') as never

interface Generated {
  readonly [generated]?: { make: MakeHeaders; headers: Headers }
}

/** What a configuration remembers of the headers that a function made for it. */
export const remembered = (make: MakeHeaders, headers: Headers): Generated => ({
  [generated]: { make, headers },
})

/** What an init tells of it. What the call or an interceptor has set since stays. */
export function renewing(config: object, sent: Headers): object {
  const first = (config as Generated)[generated]
  if (!first) return {}
  let { headers } = first
  const renew = async () => {
    const before = headers
    headers = await callHeaderFunction(first.make)
    before.forEach((value, name) => {
      if (sent.get(name) === value) sent.delete(name)
    })
    headers.forEach((value, name) => {
      if (!sent.has(name)) sent.set(name, value)
    })
    return sent
  }
  return { [renewal]: renew }
}
