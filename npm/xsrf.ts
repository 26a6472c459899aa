import { resolve } from '#shell/global.js'
import { Xsrf } from '#shell/xsrf.js'
import { isObject } from './config.ts'
import { ownOf } from './own.ts'
import type { AuthConfig } from './types.ts'

/** The header of {@link AuthConfig.xsrf}, as src/browser/xsrf.js makes it. */
export interface XsrfHeader {
  readonly header: string
  /** Undefined where a request has none. */
  valueFor(method: string, target: { origin: string } | undefined): string | undefined
}

/**
 * By axios' names and rule: the page's own origin, and those that `attach.origins` lists. A back-end whose cookie is the session
 * counts as listed. Undefined if it is turned off.
 */
export function xsrfOf({ xsrf = {}, attach, baseURL = '' }: AuthConfig): XsrfHeader | undefined {
  if (xsrf === false || !isObject(xsrf)) return undefined
  const { cookie = 'XSRF-TOKEN', header = 'X-XSRF-TOKEN' } = ownOf(xsrf)
  const listed = attach === false ? [String(baseURL)] : (ownOf(attach).origins ?? [])
  const origins = Array.isArray(listed) ? listed.map((url) => resolve(String(url))?.origin ?? '') : []
  return new Xsrf(cookie, header, origins)
}
