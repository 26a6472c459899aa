import type { AuthConfig, RefreshContext, ReplyInfo, TokenSet, TokenStorage } from './types.ts'

/** The options that are functions or objects with behaviour. */
export interface ConfiguredFunctions {
  refresh?: (context: RefreshContext) => Promise<TokenSet>
  expired?: (reply: ReplyInfo) => boolean
  exempt?: RegExp[]
  storage?: TokenStorage
}

type Plain = Record<string, unknown>

/** Splits a configuration into plain data, which the core checks, and what is to be called. */
export function splitConfig(config: AuthConfig): [plain: unknown, functions: ConfiguredFunctions] {
  const functions: ConfiguredFunctions = {}
  if (!isObject(config)) return [config, functions]
  const plain: Plain = { ...config }
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
    const { test, ...rest } = expired
    functions.expired = test
    plain.expired = rest
  }
  if (isObject(attach) && Array.isArray(attach.exempt)) {
    functions.exempt = attach.exempt.filter((pattern) => pattern instanceof RegExp)
    plain.attach = { ...attach, exempt: attach.exempt.filter((pattern) => !(pattern instanceof RegExp)) }
  }
  return [asData(plain, 0), functions]
}

/** Headers become an object; functions, which JSON does not know, an empty one that no option takes. */
function asData(value: unknown, depth: number): unknown {
  if (typeof value === 'function' || typeof value === 'symbol' || depth > 8) return {}
  if (!isObject(value)) return value
  if (Array.isArray(value)) return value.map((item) => asData(item, depth + 1))
  if (typeof Headers === 'function' && value instanceof Headers) return Object.fromEntries(value)
  if (value instanceof URL) return value.href
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === 'headers' && Array.isArray(item) ? Object.fromEntries(item) : asData(item, depth + 1),
    ]),
  )
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
