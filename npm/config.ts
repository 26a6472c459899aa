import { resolve } from '#shell/global.js'
import { own } from '#shell/native.js'
import { AuthflightError } from './errors.ts'
import type { AuthConfig, RefreshContext, ReplyInfo, TokenSet, TokenStorage } from './types.ts'

/** The options that are functions or objects with behaviour. */
export interface ConfiguredFunctions {
  refresh?: (context: RefreshContext) => Promise<TokenSet>
  expired?: (reply: ReplyInfo) => boolean
  exempt?: RegExp[]
  storage?: TokenStorage
}

type Plain = Record<string, unknown>

/** Reads a configuration once: its own members, and the own members of its parts. */
export function readConfig(config: AuthConfig): AuthConfig {
  if (!isObject(config)) return config
  const read = own(config)
  for (const name of ['login', 'refresh', 'logout', 'tokens', 'attach', 'expired', 'success'] as const) {
    const part: unknown = read[name]
    if (isObject(part) && !Array.isArray(part)) Object.assign(read, { [name]: own(part) })
  }
  return read
}

/** Splits a configuration into plain data, which the protocol checks, and functions and objects with behaviour. */
export function splitConfig(config: AuthConfig): [plain: unknown, functions: ConfiguredFunctions] {
  const functions: ConfiguredFunctions = own({})
  if (!isObject(config)) return [config, functions]
  const plain: Plain = own(config) as Plain
  const { refresh, storage, attach, expired } = config
  if (typeof refresh === 'function') {
    functions.refresh = refresh
    delete plain.refresh
  }
  if (isStorage(storage)) {
    functions.storage = storage
    delete plain.storage
  }
  if (isObject(expired) && typeof expired.test === 'function') {
    functions.expired = expired.test
    const rest: Plain = own(expired) as Plain
    delete rest.test
    plain.expired = rest
  }
  if (isObject(attach) && Array.isArray(attach.exempt)) {
    const exempt = [...attach.exempt]
    // Copied, because methods that an application has replaced on a pattern would run within the binary.
    functions.exempt = exempt.filter(isPattern).map((pattern) => new RegExp(pattern))
    plain.attach = Object.assign(own(attach), { exempt: exempt.filter((pattern) => !isPattern(pattern)) })
  }
  // Read now: the document's base may change while the module is on its way (R25).
  if (typeof plain.baseURL === 'string') plain.baseURL = absolute(plain.baseURL)
  return [asData(plain), functions]
}

/** Resolved against the document's base as it is now. What cannot be resolved stays as it is, and is refused by name later. */
export const absolute = (url: string): string => resolve(url)?.address ?? url

const isPattern = (value: unknown): value is RegExp => value instanceof RegExp

// More than any configuration needs. `window` has millions of values, and an object that contains itself has no last level.
const MOST_VALUES = 10_000
const MOST_LEVELS = 16

/** Plain data: Headers become an object, and a URL becomes text. Anything else is refused, with the name of its path. */
function asData(given: unknown): unknown {
  let left = MOST_VALUES
  const refuse = (path: string, got: string) =>
    new AuthflightError('CONFIG', `${path}: expected plain data, got ${got}`)
  const read = (value: unknown, path: string, level = 0): unknown => {
    if (--left < 0 || level > MOST_LEVELS) throw refuse(path, 'more than any configuration has')
    if (['function', 'symbol', 'bigint'].includes(typeof value)) throw refuse(path, `a ${typeof value}`)
    if (!isObject(value)) return value
    if (Array.isArray(value))
      return Array.from(value, (item, index) => read(item, `${path}[${index}]`, level + 1))
    if (typeof Headers === 'function' && value instanceof Headers) return Object.fromEntries(value)
    if (value instanceof URL) return value.href
    const entries = Object.entries(value).map(([key, item]) => {
      const below = `${path}.${key}`
      return [
        key,
        key === 'headers' && Array.isArray(item) ? Object.fromEntries(item) : read(item, below, level + 1),
      ]
    })
    return Object.fromEntries(entries)
  }
  return read(given, 'config')
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isStorage(value: unknown): value is TokenStorage {
  return (
    isObject(value) &&
    ['getItem', 'setItem', 'removeItem'].every((name) => typeof (value as Plain)[name] === 'function')
  )
}
