import { parse } from '#shell/json.js'
import { kindOf, own } from '#shell/native.js'
import { callHeaderFunction, merged, remembered, renewing, spreadable } from './headers.ts'
import type { Inside } from './inside.ts'
import { givenOf } from './own.ts'
import { fields } from './params.ts'
import type { RequestConfig } from './types.ts'
import { transport, uploading } from './upload.ts'

/** What interceptors get: the defaults filled in, `headers` as one object, `method` in axios' small letters. */
export async function fillIn(call: RequestConfig, { config, headers }: Inside): Promise<RequestConfig> {
  const { baseURL, timeout } = config
  const made = headers && (await callHeaderFunction(headers))
  return own({
    ...(baseURL !== undefined && { baseURL }),
    ...(timeout !== undefined && { timeout }),
    ...givenOf(call),
    method: String(call.method || 'get').toLowerCase(),
    headers: spreadable(merged(made ?? (config.headers as HeadersInit | undefined), call.headers)),
    ...(headers && made && remembered(headers, made)),
  })
}

/** The init for fetch. */
export function initOf(config: RequestConfig): RequestInit {
  const headers = merged(config.headers)
  if (!headers.has('accept')) headers.set('accept', 'application/json, text/plain, */*')
  const { data, withCredentials, onUploadProgress, redirect } = config
  const method = String(config.method ?? 'get')
  const init: RequestInit = own({ method: method.toUpperCase(), headers, ...renewing(config, headers) })
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
