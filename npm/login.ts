import { isObject } from './config.ts'
import { AuthflightError, isAuthflightError } from './errors.ts'
import { filledIn, merged } from './init.ts'
import type { Inside } from './inside.ts'
import { ownOf } from './own.ts'
import type { AuthConfig, Endpoint, HttpResponse, RequestConfig } from './types.ts'
import { type Answered, isGood, isPlain, send, unwrapped, withReply } from './verbs.ts'

/**
 * Posts the credentials and takes the tokens out of the reply. The newest login or logout wins, however late it is answered
 * (R9).
 */
export async function login<T>(
  inside: Inside,
  credentials: unknown,
  given?: RequestConfig,
): Promise<HttpResponse<T>> {
  const { config, call: enter } = inside
  const call = ownOf(given)
  const { method, headers } = ownOf(config.login as Endpoint | undefined)
  const { validateStatus = isGood } = call
  // A form may be emptied while the module is on its way.
  const data = isObject(credentials) && isPlain(credentials) ? { ...credentials } : credentials
  const started = await enter((core) => {
    if (inside.loginUrl()) return core.loginStarted()
    throw new AuthflightError('CONFIG', 'config.login: needed by auth.login()')
  })
  let answered: Answered
  try {
    const asked: RequestConfig = {
      ...call,
      url: inside.loginUrl() as string,
      method: method ?? 'POST',
      headers: merged(headers, call.headers),
      data,
      auth: false,
      // A redirect would take the password along, to wherever it leads (R25).
      redirect: 'manual',
      validateStatus: (status) => isRedirect(status) || validateStatus === null || validateStatus(status),
    }
    answered = await send(inside, await filledIn(asked, inside), true)
  } catch (error) {
    inside.failLogin(started)
    throw error
  }
  let taken: boolean
  try {
    const { response, data } = answered
    const body = isObject(data) && !Array.isArray(data) ? data : undefined
    taken = await enter((core) => core.loginReplied(started, response, body))
  } catch (error) {
    throw isAuthflightError(error) ? withReply(error.code, error.message, answered) : error
  }
  if (taken) return { ...answered, data: unwrapped(answered.data, config.unwrap) as T }
  throw withReply('LOGIN_REJECTED', refusal(config, answered), answered)
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
