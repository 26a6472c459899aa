import { own } from '#shell/native.js'
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
    const pairs = given && Symbol.iterator in given ? given : Object.entries(given ?? {})
    // As in axios, null and false remove a header, and undefined has no effect.
    for (const [name, value] of pairs as Iterable<[string, unknown]>)
      if (value !== undefined) assign(headers, name, value)
  }
  return headers
}

function assign(headers: Headers, name: string, value: unknown) {
  if (value === undefined || value === null || value === false) headers.delete(name)
  else headers.set(name, String(value))
}

/**
 * The headers, each of which is a member as well, in whatever case: axios' `config.headers['X-Trace'] = id`, and
 * `{ ...config.headers }`. A header that has the name of a method is no member.
 */
export const withMembers = (headers: Headers): Headers => new Proxy(headers, members)

const isHeader = (headers: Headers, name: PropertyKey): name is string =>
  typeof name === 'string' && !(name in headers)

/** The value of a header; undefined too where there can be none of that name. */
function found(headers: Headers, name: string) {
  try {
    return headers.get(name) ?? undefined
  } catch {
    return undefined
  }
}

const members: ProxyHandler<Headers> = own({
  get(headers, name) {
    if (isHeader(headers, name)) return found(headers, name)
    const value: unknown = Reflect.get(headers, name, headers)
    return typeof value === 'function' ? value.bind(headers) : value
  },
  set(headers, name, value) {
    if (!isHeader(headers, name)) return false
    assign(headers, name, value)
    return true
  },
  has: (headers, name) => name in headers || found(headers, String(name)) !== undefined,
  deleteProperty(headers, name) {
    if (isHeader(headers, name)) headers.delete(name)
    return true
  },
  ownKeys: (headers) => [...new Set(headers.keys())],
  getOwnPropertyDescriptor(headers, name) {
    const value = isHeader(headers, name) ? found(headers, name) : undefined
    return value === undefined
      ? undefined
      : own({ value, writable: true, enumerable: true, configurable: true })
  },
})

/** Under this key a configuration has what a function made for it, so that it can be made again for a second sending. */
const generated: unique symbol = Symbol('headers')
/** Under this key an init has a function that does so: src/browser/template.js looks for it. */
const renewal: unique symbol = Symbol.for('authflight.headers') as never

/** `own`: the names of the headers that the call itself has set or removed. */
interface Making {
  readonly make: MakeHeaders
  readonly made: Headers
  readonly own: ReadonlySet<string>
}

interface Generated {
  readonly [generated]?: Making
}

/** The names of headers that are set or removed. */
const namesOf = (given: RequestConfig['headers']): string[] => {
  const pairs = given && Symbol.iterator in given ? [...given] : Object.entries(given ?? {})
  return (pairs as [string, unknown][])
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name.toLowerCase())
}

/** The headers that a function has made, and that nobody has set or removed since. */
const unchanged = ({ made, own }: Making, now: Headers): string[] =>
  [...made.keys()].filter((name) => !own.has(name) && now.get(name) === made.get(name))

/**
 * The headers that a function has made, and the call's own over them; and what the configuration remembers of it. If the call is
 * that of an error, which is made again, the function has made its headers again.
 */
export function overMade(make: MakeHeaders, made: Headers, call: RequestConfig): object {
  const before = (call as Generated)[generated]
  const headers = merged(made)
  for (const name of before?.own ?? []) headers.delete(name)
  let given = call.headers
  if (before) {
    const again = merged(given)
    for (const name of unchanged(before, again)) again.delete(name)
    given = again
  }
  const own = new Set([...(before?.own ?? []), ...namesOf(given)])
  return { headers: merged(headers, given), [generated]: { make, made, own } }
}

/** What an init tells of it. What the call or an interceptor has set or removed stays so. */
export function renewing(config: object, sent: Headers): object {
  const first = (config as Generated)[generated]
  if (!first) return {}
  let names = unchanged(first, sent)
  const settled = new Set([...first.made.keys(), ...first.own, ...sent.keys()])
  for (const name of names) settled.delete(name)
  const renew = async () => {
    const made = await callHeaderFunction(first.make)
    for (const name of names) sent.delete(name)
    names = [...made.keys()].filter((name) => !settled.has(name))
    for (const name of names) sent.set(name, made.get(name) as string)
    return sent
  }
  return { [renewal]: renew }
}
