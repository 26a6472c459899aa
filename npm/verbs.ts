import { isServer } from '#shell/global.js'
import { own } from '#shell/native.js'
import { Cut } from './cut.ts'
import {
  AuthflightError,
  type AuthflightErrorCode,
  hidden,
  isAuthflightError,
  withoutQuery,
} from './errors.ts'
import type { Inside } from './inside.ts'
import { withParams } from './params.ts'
import { bodyOf } from './reply.ts'
import { initOf } from './request-init.ts'
import type { HttpResponse, RequestConfig } from './types.ts'

/** A reply whose body is not unwrapped yet. */
export type Answered = HttpResponse<unknown>

/** What a request is besides its configuration. */
interface Extra {
  /** The call that was announced for it. */
  announced?: Promise<number>
  /** It is that of `auth.login`: goes to this address and has these credentials, if there are any. */
  login?: { at: string | undefined; credentials: RequestCredentials | undefined }
}

/** axios' `request`. The defaults are filled in already, and `data` is the whole body. */
export async function send(inside: Inside, config: RequestConfig, extra: Extra = {}): Promise<Answered> {
  const { announced, login } = own(extra)
  const { params, paramsSerializer, baseURL, auth, validateStatus = isGood } = config
  for (const name of ['validateStatus', 'onUploadProgress', 'onDownloadProgress'] as const)
    if (config[name] && typeof config[name] !== 'function')
      throw new TypeError(`${name}: expected a function`)
  const init = initOf(config)
  if (login?.credentials) init.credentials ??= login.credentials
  const address = withParams(login?.at ?? textOf(config.url), params, paramsSerializer)
  const cut = new Cut(config)
  if (cut.signal) init.signal = cut.signal
  let response: Response | undefined
  let fault: AuthflightError | undefined
  let data: unknown
  try {
    try {
      response = await inside.send(address, init, textOf(baseURL), {
        withoutAuth: auth === false,
        forLogin: Boolean(login),
        announced: announced && (await cut.wait(announced)),
      })
    } catch (error) {
      if (!isAuthflightError(error) || !error.response) throw error
      fault = error
      response = error.response
    }
    data = await bodyOf(response, config, () =>
      // The query may be secret.
      inside.warn('JSON_INVALID', `No JSON came from ${String(response?.url).split('?')[0]}.`),
    )
  } catch (error) {
    throw isAuthflightError(error) ? error : thrown(error, cut, config)
  } finally {
    cut.stop(config.responseType === 'stream')
  }
  const { status, statusText, headers } = response
  const answered = { data, status, statusText, headers, config, response }
  if (fault) throw withReply(fault.code, fault.message, answered, fault.cause)
  if (validateStatus === null || validateStatus(status)) return answered
  const code = status >= 500 ? 'ERR_BAD_RESPONSE' : 'ERR_BAD_REQUEST'
  throw withReply(code, `Request failed with status code ${status}`, answered)
}

/** An error that carries a reply. */
export function withReply(
  code: AuthflightErrorCode,
  message: string,
  answered: Answered,
  cause?: unknown,
): AuthflightError {
  const { status, data, config } = answered
  // Applications that used axios look for the body there.
  const response = hidden(answered.response as Response & { data?: unknown }, 'data', data)
  const details = { response, status, data, config }
  return new AuthflightError(
    code,
    message + asked(config, response.url),
    cause === undefined ? details : { ...details, cause },
  )
}

/** A host where a URL should begin with its protocol: to a browser it is a path below the page, or a protocol. */
const bareHost = /^(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?(\/|$)/i

/** Names the URL that was asked, if `baseURL` has no protocol. */
function asked({ baseURL, url }: RequestConfig, address?: string): string {
  if (!bareHost.test(String(baseURL))) return ''
  return `. The URL was ${withoutQuery(address || `${baseURL}${url}`)}: baseURL has no protocol, such as https://`
}

/** The value as text. A URL object becomes its address. */
const textOf = (value: unknown) => (value === undefined || value === null ? '' : `${value}`)

export const isGood = (status: number): boolean => status >= 200 && status < 300

/** Says why a relative URL leads nowhere where pages are rendered. */
const rendering = ({ baseURL, url }: RequestConfig) =>
  isServer() && !String(baseURL || url).includes('://')
    ? '. On a server a relative URL leads nowhere: ask in the browser (in Nuxt: useAsyncData with server: false)'
    : ''

/** The error with axios' code and message for what fetch, the signal or the body threw. */
const thrown = (cause: unknown, cut: Cut, config: RequestConfig): AuthflightError =>
  cut.error(cause, config) ??
  new AuthflightError('ERR_NETWORK', `Network Error${asked(config)}${rendering(config)}`, { cause, config })
