import { kindOf, own } from '#shell/native.js'
import { ownOf } from './own.ts'
import type { ParamsSerializer, RequestConfig } from './types.ts'

/** Appends `params` as axios writes them: `a[]=1&a[]=2`, dates in ISO form, null skipped. */
export function withParams(
  url: string,
  params: RequestConfig['params'],
  serializer?: ParamsSerializer,
): string {
  if (!params) return url
  const query = written(params, serializer)
  if (!query) return url
  const [whole = ''] = url.split('#')
  return `${whole}${whole.includes('?') ? '&' : '?'}${query}`
}

type Options = Exclude<ParamsSerializer, (...args: never[]) => unknown>

function written(params: NonNullable<RequestConfig['params']>, serializer: ParamsSerializer = {}): string {
  const options: Options =
    typeof serializer === 'function' ? own({ serialize: serializer }) : ownOf(serializer)
  const { serialize, encode = encoded, indexes } = options
  if (serialize) return serialize(params as Record<string, unknown>, options)
  if (params instanceof URLSearchParams) return params.toString()
  return fields(params, indexes)
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
    .join('&')
}

/**
 * A name and a value for each leaf of an object, as axios makes them for a query or a form.
 * @param indexes the items of a list as `a[]` (false), `a[0]` (true) or `a` (null)
 */
export function fields(
  object: object,
  indexes: boolean | null = false,
): [name: string, value: string | Blob][] {
  const found: [string, string | Blob][] = []
  const parents: unknown[] = []
  const walk = (name: string, value: unknown) => {
    if (parents.includes(value)) throw new TypeError(`Circular reference detected in ${name || 'the data'}`)
    parents.push(value)
    visit(name, value)
    parents.pop()
  }
  const visit = (name: string, value: unknown) => {
    if (value === null || value === undefined || typeof value === 'function') return
    if (value instanceof Date) found.push([name, value.toISOString()])
    else if (value instanceof Blob) found.push([name, value])
    else if (isList(value)) {
      const bare = name.replace(/\[]$/, '')
      const items = [...value]
      // Only items that have parts themselves need a number.
      const numbered = indexes || items.some(hasParts)
      items.forEach((item, index) => {
        walk(numbered ? `${bare}[${index}]` : indexes === null ? bare : `${bare}[]`, item)
      })
    } else if (typeof value === 'object') {
      for (const [key, item] of Object.entries(value)) walk(name ? `${name}[${key}]` : key, item)
    } else found.push([name, String(value)])
  }
  walk('', object)
  return found
}

const isList = (value: unknown): value is Iterable<unknown> =>
  Array.isArray(value) || kindOf(value) === 'FileList'

const hasParts = (item: unknown) =>
  typeof item === 'object' && item !== null && !(item instanceof Date) && !(item instanceof Blob)

/** `encodeURIComponent`, except for the characters that axios leaves as they are. */
function encoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/%3A/gi, ':')
    .replace(/%24/g, '$')
    .replace(/%2C/gi, ',')
    .replace(/%20/g, '+')
}
