import { own } from '#shell/native.js'
import { isObject } from './config.ts'
import { AuthflightError, isAuthflightError } from './errors.ts'
import { filledIn, merged } from './init.ts'
import type { Inside } from './inside.ts'
import { ownOf } from './own.ts'
import type { AuthConfig, Endpoint, HttpResponse, RequestConfig } from './types.ts'
import { type Answered, isGood, isPlain, send, unwrapped, withReply } from './verbs.ts'

/** Sends a configuration, and gives what the verbs resolve with. */
type Sender = (config: RequestConfig) => Promise<HttpResponse<unknown>>

/**
 * Posts the credentials and takes the tokens out of the reply. The newest login or logout wins, however late it is answered
 * (R9): what counts is when it was called.
 * @param intercepted puts the interceptors around the sending. The tokens are taken before a response interceptor sees the reply.
 */
export async function login<R>(
  inside: Inside,
  credentials: unknown,
  given?: RequestConfig,
  intercepted: (send: Sender) => Sender = (send) => send,
): Promise<R> {
  const { config, call: enter } = inside
  const call = ownOf(given)
  const { login } = config
  const { method, headers } = ownOf(login as Endpoint | undefined)
  const { validateStatus = isGood } = call
  // A form may be emptied while the module is on its way.
  const data = isObject(credentials) && isPlain(credentials) ? { ...credentials } : credentials
  const started = await enter((core) => {
    if (inside.loginUrl()) return core.loginStarted()
    throw new AuthflightError('CONFIG', 'config.login: needed by auth.login()')
  })
  try {
    const asked = await filledIn(
      {
        ...call,
        // As it is configured, for interceptors that look at it.
        url: typeof login === 'string' ? login : (login as Endpoint).url,
        method: method ?? 'POST',
        headers: merged(headers, call.headers),
        data,
        auth: false,
        validateStatus: (status) => isRedirect(status) || validateStatus === null || validateStatus(status),
      },
      inside,
    )
    const { url, baseURL } = asked
    const answered = await intercepted(async (given) => {
      // A redirect would take the password along, to wherever it leads (R25).
      const sent: RequestConfig = own({ ...ownOf(given), redirect: 'manual' })
      // Unless an interceptor leads elsewhere, it goes where it led when the client was made (R25).
      const isOwn = sent.url === url && sent.baseURL === baseURL
      return taken(inside, started, await send(inside, sent, { at: isOwn ? inside.loginUrl() : undefined }))
    })(asked)
    // The caller names the type that interceptors make of a response.
    return answered as R
  } finally {
    // It may have got no reply, or have been kept from being sent.
    inside.failLogin(started)
  }
}

/** Takes the tokens out of the reply, which is the caller's then. */
async function taken(inside: Inside, started: number, answered: Answered): Promise<HttpResponse<unknown>> {
  const { response, data } = answered
  const body = isObject(data) && !Array.isArray(data) ? data : undefined
  let isTaken: boolean
  try {
    isTaken = await inside.call((core) => core.loginReplied(started, response, body))
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
  const denied = success ? `, or ${success.path} said no` : ''
  return `The login was answered, but no access token was found in ${places(tokens?.access)}${denied}.${found(data)}`
}

const places = (access: string | string[] = 'access_token, accessToken, token (at the root or under data)') =>
  [access].flat().join(', ')

/** The names in the body. A value could be a token. */
function found(body: unknown): string {
  if (typeof body !== 'object' || body === null) return ''
  const data = (body as { data?: unknown }).data
  const inner = typeof data === 'object' && data !== null ? Object.keys(data).map((key) => `data.${key}`) : []
  return ` The body has: ${[...Object.keys(body), ...inner].join(', ')}.`
}
