import { kindOf, own } from '#shell/native.js'
import { isObject } from './config.ts'
import { AuthflightError, isAuthflightError } from './errors.ts'
import { merged } from './headers.ts'
import type { Inside } from './inside.ts'
import type { LoginCall } from './login-start.ts'
import { givenOf, ownOf } from './own.ts'
import { fields } from './params.ts'
import { fillIn, headersWithin } from './request-init.ts'
import type { AuthConfig, Endpoint, HttpResponse, RequestConfig } from './types.ts'
import { isPlain, unwrapped } from './unwrap.ts'
import { type Answered, isGood, send, withReply } from './verbs.ts'

/** Sends a configuration, and gives what the verbs resolve with. */
type Sender = (config: RequestConfig) => Promise<HttpResponse<unknown>>

/**
 * Posts the credentials and takes the tokens out of the reply. The newest login or logout wins, however late it is answered
 * (R9): what counts is when it was called.
 * @param intercepted puts the interceptors around the sending. The tokens are taken before a response interceptor sees the reply.
 */
export async function login<R>(
  inside: Inside,
  { config, hasOwnUrl, credentials, started }: LoginCall,
  intercepted: (send: Sender) => Sender = (send) => send,
): Promise<R> {
  const { tokens, remember, ...call } = config
  const number = await started
  try {
    const endpoint = endpointOf(inside, hasOwnUrl)
    const data = beside(endpoint.body, credentials)
    const request = await requestOf(inside, own(call), endpoint, data)
    // As they are now: an interceptor may change them in place.
    const { url, baseURL } = request
    const sendLogin: Sender = async (config) => {
      // A redirect would take the password along, to wherever it leads (R25).
      const sent: RequestConfig = own({ ...ownOf(config), redirect: 'manual' })
      // Unless an interceptor leads elsewhere, it goes where it led when the client was made (R25).
      const isConfigured = !hasOwnUrl && sent.url === url && sent.baseURL === baseURL
      const at = isConfigured ? inside.loginUrl() : undefined
      const reply = await send(inside, sent, { login: { at, credentials: endpoint.credentials } })
      return takeTokens(inside, number, reply, hasOwnUrl, tokens === false)
    }
    // The caller names the type that interceptors make of a response.
    return (await intercepted(sendLogin)(request)) as R
  } finally {
    // It may have got no reply, or have been kept from being sent.
    inside.endLogin(number)
  }
}

/** What interceptors get of the login. */
async function requestOf(
  inside: Inside,
  call: RequestConfig,
  endpoint: Partial<Endpoint>,
  data: unknown,
): Promise<RequestConfig> {
  const hasOwnUrl = call.url !== undefined
  const { validateStatus = isGood } = call
  const makeHeaders = hasOwnUrl ? undefined : inside.loginHeaders
  const limits = own({ timeout: inside.config.timeout, ...givenOf(call) })
  const headers = makeHeaders
    ? await headersWithin(makeHeaders, limits)
    : (endpoint.headers as HeadersInit | undefined)
  return fillIn(
    {
      ...call,
      // As it is configured, for interceptors that look at it.
      url: call.url ?? endpoint.url ?? '',
      method: (hasOwnUrl ? call.method : endpoint.method) ?? 'POST',
      headers: merged(headers, call.headers),
      data,
      auth: false,
      validateStatus: (status) => isRedirect(status) || validateStatus === null || validateStatus(status),
    },
    inside,
  )
}

/** The configured endpoint. */
function endpointOf({ config: { login } }: Inside, hasOwnUrl: boolean): Partial<Endpoint> {
  if (hasOwnUrl) return own({})
  return typeof login === 'string' ? own({ url: login }) : ownOf(login)
}

/** The credentials, and beside them what the endpoint's `body` says. */
function beside(body: Endpoint['body'], credentials: unknown): unknown {
  if (isObject(credentials) && isPlain(credentials)) return { ...body, ...credentials }
  if (!body) return credentials
  if (credentials === undefined || credentials === null) return { ...body }
  const kind = kindOf(credentials)
  if (kind !== 'URLSearchParams' && kind !== 'FormData')
    throw new AuthflightError(
      'CONFIG',
      'config.login.body: cannot be sent beside credentials that are no object or form',
    )
  const form = kind === 'FormData' ? new FormData() : new URLSearchParams()
  for (const [name, value] of [...(credentials as FormData), ...fields(body)])
    form.append(name, value as string)
  return form
}

/** Takes the tokens out of the reply, which is the caller's then. */
async function takeTokens(
  inside: Inside,
  started: number,
  answered: Answered,
  hasOwnUrl: boolean,
  tokensOptional: boolean,
): Promise<HttpResponse<unknown>> {
  const { response, data } = answered
  const body = (isObject(data) && !Array.isArray(data)) || typeof data === 'string' ? data : undefined
  let isTaken: boolean
  try {
    isTaken = await inside.call((binding) =>
      binding.loginReplied(started, response, body, hasOwnUrl, tokensOptional),
    )
  } catch (error) {
    throw isAuthflightError(error) ? withReply(error.code, error.message, answered) : error
  }
  if (isTaken) return { ...answered, data: unwrapped(data, inside.config.unwrap) }
  throw withReply('LOGIN_REJECTED', refusal(inside.config, answered), answered)
}

/** An opaque redirect has no status. */
const isRedirect = (status: number) => status === 0 || [301, 302, 303, 307, 308].includes(status)

function refusal({ tokens, success }: AuthConfig, { status, data }: Answered): string {
  if (isRedirect(status))
    return 'The login was answered with a redirect, which is not followed: the password would go along. Configure the URL that it leads to.'
  if (!isGood(status))
    return `The login was answered with the status ${status}, and only a good reply (2xx) signs in.${found(data)}`
  const denied = success ? `, or ${success.path} said no` : ''
  return `The login was answered, but no access token was found in ${places(tokens?.access)}${denied}.${found(data)}`
}

const usual =
  'access_token, accessToken, token, access, jwt, id_token (at the root or under data, tokens, data.tokens, result)'
const places = (access: string | string[] = usual) => [access].flat().join(', ')

/** The names in the body. A value could be a token. */
function found(body: unknown): string {
  if (typeof body !== 'object' || body === null) return ''
  const data = (body as { data?: unknown }).data
  const inner = typeof data === 'object' && data !== null ? Object.keys(data).map((key) => `data.${key}`) : []
  return ` The body has: ${[...Object.keys(body), ...inner].join(', ')}.`
}
