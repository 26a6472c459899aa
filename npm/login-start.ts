import { kindOf, own } from '#shell/native.js'
import { isObject } from './config.ts'
import { Cut } from './cut.ts'
import { AuthflightError, isAuthflightError } from './errors.ts'
import type { Inside } from './inside.ts'
import { givenOf, ownOf } from './own.ts'
import type { LoginConfig } from './types.ts'
import { isPlain } from './unwrap.ts'

/** A login that was called for. */
export interface LoginCall {
  config: Partial<LoginConfig>
  /** Whether the caller has said where it goes. Then it has nothing of the configured endpoint. */
  hasOwnUrl: boolean
  credentials: unknown
  /** Its number, once the module is there. */
  started: Promise<number>
}

/**
 * Takes its place among logins and logouts (R9), and copies what it was given: a form may be emptied while the module, or the code
 * of the login, is on its way.
 */
export function startLogin(inside: Inside, credentials: unknown, given?: LoginConfig): LoginCall {
  const config = own(ownOf(given))
  const copy = copyOf(credentials)
  const hasOwnUrl = config.url !== undefined
  const limits = own({ timeout: inside.config.timeout, ...givenOf(config) })
  const cut = new Cut(limits)
  const begin = inside.call((binding) => {
    if (hasOwnUrl || inside.loginUrl()) return binding.loginStarted(config.remember === false)
    throw new AuthflightError(
      'CONFIG',
      'config.login: needed by auth.login(), or a url in its second argument',
    )
  }, cut.signal)
  const started = begin
    .catch((error: unknown) => {
      throw isAuthflightError(error) ? error : (cut.error(error, limits) ?? error)
    })
    .finally(() => cut.stop())
  return { config, hasOwnUrl, credentials: copy, started }
}

function copyOf(credentials: unknown): unknown {
  const kind = kindOf(credentials)
  if (kind === 'URLSearchParams') return new URLSearchParams(credentials as URLSearchParams)
  if (kind === 'FormData') {
    const form = new FormData()
    for (const [name, value] of credentials as FormData) form.append(name, value)
    return form
  }
  return isObject(credentials) && isPlain(credentials) ? { ...credentials } : credentials
}
