import { resolve } from '#shell/global.js'
import { kindOf, own } from '#shell/native.js'
import { AuthflightError, isAuthflightError } from './errors.ts'
import type { AuthConfig, LogoutContext, RefreshContext, ReplyInfo, TokenSet, TokenStorage } from './types.ts'
import { isPlain } from './unwrap.ts'

/** Makes headers. */
export type MakeHeaders = () => HeadersInit | Promise<HeadersInit>

/** The options that are functions or objects with behaviour. */
export interface ConfiguredFunctions {
  refresh?: (context: RefreshContext) => Promise<TokenSet>
  logout?: (context: LogoutContext) => Promise<void>
  expired?: (reply: ReplyInfo) => boolean | Promise<boolean>
  headers?: MakeHeaders
  loginHeaders?: MakeHeaders
  refreshHeaders?: MakeHeaders
  logoutHeaders?: MakeHeaders
  exempt?: RegExp[]
  storage?: TokenStorage
}

/** The options that are called. A function anywhere else is refused, because nobody would call it. */
const called = new Map<string, keyof ConfiguredFunctions>([
  ['config.refresh', 'refresh'],
  ['config.logout', 'logout'],
  ['config.expired.test', 'expired'],
  ['config.headers', 'headers'],
  ['config.login.headers', 'loginHeaders'],
  ['config.refresh.headers', 'refreshHeaders'],
  ['config.logout.headers', 'logoutHeaders'],
])
/** The paths of URLs, and of headers. */
const ADDRESS_PATH = /^config\.(baseURL|(login|refresh|logout|user)(\.url)?)$/
const HEADERS_PATH = /^config(\.(login|refresh|logout|user))?\.headers$/

// More than any configuration needs. `window` has millions of values, and an object that contains itself has no last level.
const MOST_VALUES = 10_000
const MOST_LEVELS = 16

/** Stands for what is kept apart from the plain data. */
const apart = Symbol()

/**
 * Reads a configuration once, and splits it into plain data, which the protocol checks, and functions and objects with
 * behaviour. What is neither is refused, with the name of its path: nothing is taken and ignored.
 */
export function readConfig(given: unknown): [plain: AuthConfig, functions: ConfiguredFunctions] {
  let left = MOST_VALUES
  const functions: ConfiguredFunctions = own({})

  const read = (value: unknown, path: string, level: number): unknown => {
    if (--left < 0 || level > MOST_LEVELS) throw refusal(path, 'more than any configuration has')
    const isList = path.startsWith('config.attach.exempt[')
    if (typeof value === 'function' && called.has(path)) {
      Object.assign(functions, { [called.get(path) as string]: value })
      return apart
    }
    if (['function', 'symbol', 'bigint'].includes(typeof value)) throw refusal(path, `a ${typeof value}`)
    if (typeof value === 'number' && !Number.isFinite(value)) throw refusal(path, String(value), 'a number')
    if (isList && kindOf(value) === 'RegExp') {
      // Copied, because methods that an application has replaced on a pattern would run within the binary.
      functions.exempt = [...(functions.exempt ?? []), new RegExp(value as RegExp)]
      return apart
    }
    if (isList && !(typeof value === 'string' && value))
      throw refusal(path, typeof value, 'a path or a RegExp')
    // fetch refuses such a URL.
    if (typeof value === 'string' && ADDRESS_PATH.test(path) && /^[^/?#]*[/\\]{2,}[^/\\?#]*@/.test(value))
      throw refusal(path, 'one with a user', 'a URL')
    if (!isObject(value)) return value
    if (path === 'config.storage') {
      if (!isStorage(value)) throw refusal(path, 'an object', 'getItem, setItem and removeItem')
      functions.storage = value
      return apart
    }
    if (HEADERS_PATH.test(path) && Symbol.iterator in value)
      return own(Object.fromEntries(new Headers(value as HeadersInit)))
    if (Array.isArray(value))
      return Array.from(value, (item, index) => at(`${path}[${index}]`, level, () => item)).filter(isKept)
    const kind = kindOf(value)
    if (kind === 'URL') return read(String(value), path, level)
    // Members that are not the object's own would be ignored.
    if (!isPlain(value)) throw refusal(path, kind === 'Object' ? 'an instance of a class' : `a ${kind}`)
    const members = Object.keys(value).map((name) => [
      name,
      at(`${path}.${name}`, level, () => (value as Record<string, unknown>)[name]),
    ])
    // As everywhere, undefined is the same as not given.
    return own(Object.fromEntries(members.filter(([, member]) => isKept(member) && member !== undefined)))
  }
  /** Reads the value at a path. A getter or a proxy may throw. */
  const at = (path: string, level: number, get: () => unknown): unknown => {
    try {
      return read(get(), path, level + 1)
    } catch (cause) {
      if (isAuthflightError(cause)) throw cause
      throw new AuthflightError('CONFIG', `${path}: cannot be read`, { cause })
    }
  }
  return [at('config', -1, () => given) as AuthConfig, functions]
}

/** Resolved against the document's base as it is now. What cannot be resolved stays as it is, and is refused by name later. */
export const absolute = (url: string): string => resolve(url)?.address ?? url

const refusal = (path: string, got: string, expected = 'plain data') =>
  new AuthflightError('CONFIG', `${path}: expected ${expected}, got ${got}`)

const isKept = (value: unknown) => value !== apart

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isStorage(value: object): value is TokenStorage {
  return ['getItem', 'setItem', 'removeItem'].every(
    (name) => typeof (value as Record<string, unknown>)[name] === 'function',
  )
}
