import { kindOf, own } from '#shell/native.js'
import { ownOf } from './own.ts'
import type { ParamsSerializer, RequestConfig } from './types.ts'
import { isPlain } from './unwrap.ts'

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

type Field = [name: string, value: string | Blob]

/**
 * A name and a value for each leaf of an object, as axios makes them for a query or a form. Lists and plain objects have parts. Of
 * anything else, such as a `URL`, a `Map` or a decimal, the members say nothing: it is a text.
 * @param indexes the items of a plain list at the top as `a[]` (false), `a[0]` (true) or `a` (null)
 */
export function fields(object: object, indexes: boolean | null = false): Field[] {
  if (typeof object !== 'object') throw new TypeError('Expected an object')
  const found: Field[] = []
  const parents: object[] = []
  const walk = (parent: object, path?: string) => {
    if (parents.includes(parent)) throw new TypeError(`Circular reference detected in ${path ?? 'the data'}`)
    parents.push(parent)
    for (const [key, value] of Object.entries(isList(parent) ? [...parent] : parent)) {
      if (path === undefined) visitTop(key.trim(), value)
      else visit(`${path}[${bare(key.trim())}]`, value)
    }
    parents.pop()
  }
  const visitTop = (name: string, value: unknown) => {
    const items = isList(value) ? [...value] : undefined
    if (name.endsWith('{}') && typeof value === 'object' && value) found.push([name, JSON.stringify(value)])
    // Only items that have parts themselves need a number.
    else if (!items || items.some(hasParts)) visit(hasParts(value) ? bare(name) : name, value)
    else {
      const list = bare(name)
      items.forEach((item, index) => {
        visit(indexes ? `${list}[${index}]` : indexes === null ? list : `${list}[]`, item)
      })
    }
  }
  const visit = (name: string, value: unknown) => {
    if (hasParts(value)) walk(value, name)
    else if (value !== null && value !== undefined) found.push([name, leafOf(value)])
  }
  walk(object)
  return found
}

/** The name without what says that it is a list. */
const bare = (name: string) => name.replace(/\[]$/, '')

const isList = (value: unknown): value is Iterable<unknown> =>
  Array.isArray(value) || kindOf(value) === 'FileList'

const hasParts = (value: unknown): value is object => isList(value) || isPlain(value)

function leafOf(value: unknown): string | Blob {
  const kind = kindOf(value)
  if (kind === 'Date') return (value as Date).toISOString()
  if (kind === 'Blob' || kind === 'File') return value as Blob
  // To a form bytes are a file.
  return kind === 'ArrayBuffer' || ArrayBuffer.isView(value) ? new Blob([value as BlobPart]) : String(value)
}

/** `encodeURIComponent`, except for the characters that axios leaves as they are. */
function encoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/%3A/gi, ':')
    .replace(/%24/g, '$')
    .replace(/%2C/gi, ',')
    .replace(/%20/g, '+')
}
