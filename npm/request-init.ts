import { parse } from '#shell/json.js'
import { kindOf, own } from '#shell/native.js'
import type { MakeHeaders } from './config.ts'
import { Cut } from './cut.ts'
import { callHeaderFunction, merged, overMade, renewing, withMembers } from './headers.ts'
import type { Inside } from './inside.ts'
import { givenOf } from './own.ts'
import { fields } from './params.ts'
import type { RequestConfig } from './types.ts'
import { transport, uploading } from './upload.ts'

const typeName = 'content-type'

/** What interceptors get: the defaults filled in, `headers` as one object, `method` in axios' small letters. */
export function filledIn(call: RequestConfig, { config }: Inside): RequestConfig {
  const { baseURL, timeout } = config
  return own({
    ...(baseURL !== undefined && { baseURL }),
    ...(timeout !== undefined && { timeout }),
    ...givenOf(call),
    method: String(call.method || 'get').toLowerCase(),
    headers: withMembers(merged(config.headers as HeadersInit | undefined, call.headers)),
  })
}

/** The same, where the application's function may make the headers. */
export async function fillIn(call: RequestConfig, inside: Inside): Promise<RequestConfig> {
  const { headers: make } = inside
  if (!make) return filledIn(call, inside)
  const made = await headersWithin(make, own({ timeout: inside.config.timeout, ...givenOf(call) }))
  return filledIn(own({ ...call, ...overMade(make, made, call) }), inside)
}

/** The headers that the application's function makes, if it takes no longer than the call may. */
export async function headersWithin(make: MakeHeaders, limits: RequestConfig): Promise<Headers> {
  const cut = new Cut(limits)
  try {
    return await cut.wait(callHeaderFunction(make))
  } catch (error) {
    throw cut.error(error, limits) ?? error
  } finally {
    cut.stop()
  }
}

/** The init for fetch. */
export function initOf(config: RequestConfig): RequestInit {
  const headers = merged(config.headers)
  if (!headers.has('accept')) headers.set('accept', 'application/json, text/plain, */*')
  const { data, withCredentials, onUploadProgress, redirect } = config
  const method = String(config.method ?? 'get')
  const init: RequestInit = own({ method: method.toUpperCase(), headers, ...renewing(config, headers) })
  if (redirect !== undefined) init.redirect = redirect
  // As axios, which sends a null as JSON where the header says so.
  const isGiven = data !== undefined && (data !== null || headers.get(typeName)?.includes('json'))
  if (isGiven && !/^(get|head)$/i.test(method)) {
    // Streams need `duplex`. With other bodies it has no effect.
    Object.assign(init, { body: encoded(data, headers), duplex: 'half' })
    if (onUploadProgress) Object.assign(init, { [transport]: uploading(onUploadProgress) })
  }
  if (withCredentials !== undefined) init.credentials = withCredentials ? 'include' : 'same-origin'
  return init
}

/** As axios' own transform: objects become JSON or the form that the header names. What fetch can send is sent as it is. */
function encoded(data: unknown, headers: Headers): BodyInit {
  const kind = kindOf(data)
  const type = headers.get(typeName) ?? ''
  const otherwise = (type: string) => headers.has(typeName) || headers.set(typeName, type)
  if (kind === 'FormData') return withoutType(data as FormData, headers)
  if (typeof data === 'string') {
    otherwise('application/x-www-form-urlencoded')
    return type.includes('json') && parse(data) === undefined ? JSON.stringify(data) : data
  }
  const sendable = /^(ArrayBuffer|Blob|File|URLSearchParams|ReadableStream)$/.test(kind)
  if (sendable || ArrayBuffer.isView(data) || Symbol.asyncIterator in Object(data)) return data as BodyInit
  if (typeof data === 'object') {
    if (kind === 'HTMLFormElement') return withoutType(new FormData(data as HTMLFormElement), headers)
    if (type.includes('form-urlencoded'))
      return new URLSearchParams(fields(data as object) as [string, string][])
    if (kind === 'FileList' || type.includes('form-data')) {
      const form = new FormData()
      for (const [name, value] of fields(kind === 'FileList' ? { files: data } : (data as object)))
        form.append(name, value)
      return withoutType(form, headers)
    }
  }
  otherwise('application/json')
  return JSON.stringify(data)
}

/** The browser makes the boundary. */
function withoutType(form: FormData, headers: Headers): FormData {
  headers.delete(typeName)
  return form
}
