import { parse } from '#shell/json.js'
import { kindOf, own } from '#shell/native.js'
import { AuthflightError } from './errors.ts'
import type { Inside } from './inside.ts'
import { fields } from './params.ts'
import type { RequestConfig } from './types.ts'
import { transport, uploading } from './upload.ts'

/** What interceptors get: the defaults filled in, `headers` as one object, `method` in axios' small letters. */
export async function filledIn(call: RequestConfig, { config, headers }: Inside): Promise<RequestConfig> {
  const { baseURL, timeout } = config
  const given = headers ? await madeBy(headers) : (config.headers as HeadersInit | undefined)
  return own({
    ...(baseURL !== undefined && { baseURL }),
    ...(timeout !== undefined && { timeout }),
    ...call,
    method: String(call.method || 'get').toLowerCase(),
    headers: merged(given, call.headers),
  })
}

/** The headers that the application's function makes for this call. What it throws, the call rejects with. */
async function madeBy(make: NonNullable<Inside['headers']>): Promise<Headers> {
  const made: unknown = await make()
  try {
    return merged(made as HeadersInit)
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

/** The init for fetch. */
export function initOf(config: RequestConfig): RequestInit {
  const headers = merged(config.headers)
  if (!headers.has('accept')) headers.set('accept', 'application/json, text/plain, */*')
  const { data, withCredentials, onUploadProgress, redirect } = config
  const method = String(config.method ?? 'get')
  const init: RequestInit = own({ method: method.toUpperCase(), headers })
  if (redirect !== undefined) init.redirect = redirect
  if (data !== undefined && data !== null && !/^(get|head)$/i.test(method)) {
    // Streams need `duplex`. With other bodies it has no effect.
    Object.assign(init, { body: encoded(data, headers), duplex: 'half' })
    if (onUploadProgress) Object.assign(init, { [transport]: uploading(onUploadProgress) })
  }
  if (withCredentials !== undefined) init.credentials = withCredentials ? 'include' : 'same-origin'
  return init
}

const typeName = 'content-type'

/** As axios' own transform: objects become JSON or the form that the header names. What fetch can send is sent as it is. */
function encoded(data: unknown, headers: Headers): BodyInit {
  const kind = kindOf(data)
  const type = headers.get(typeName) ?? ''
  const otherwise = (type: string) => headers.has(typeName) || headers.set(typeName, type)
  if (kind === 'FormData') {
    // The browser makes the boundary.
    headers.delete(typeName)
    return data as FormData
  }
  if (typeof data === 'string') {
    otherwise('application/x-www-form-urlencoded')
    return type.includes('json') && parse(data) === undefined ? JSON.stringify(data) : data
  }
  const sendable = /^(ArrayBuffer|Blob|File|URLSearchParams|ReadableStream)$/.test(kind)
  if (sendable || ArrayBuffer.isView(data) || Symbol.asyncIterator in Object(data)) return data as BodyInit
  if (typeof data === 'object') {
    if (kind === 'HTMLFormElement') return encoded(new FormData(data as HTMLFormElement), headers)
    if (type.includes('form-urlencoded'))
      return new URLSearchParams(fields(data as object) as [string, string][])
    if (kind === 'FileList' || type.includes('form-data')) {
      const form = new FormData()
      for (const [name, value] of fields(kind === 'FileList' ? { files: data } : (data as object)))
        form.append(name, value)
      return encoded(form, headers)
    }
  }
  otherwise('application/json')
  return JSON.stringify(data)
}
