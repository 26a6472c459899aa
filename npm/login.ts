import { AuthflightError } from './errors.ts'
import { merged } from './init.ts'
import type { AuthConfig, HttpResponse, RequestConfig } from './types.ts'
import { type Answered, withReply } from './verbs.ts'

/** Posts the credentials and has the tokens taken out of the reply. */
export async function login(
  credentials: unknown,
  call: RequestConfig,
  { login: endpoint, tokens, success }: AuthConfig,
  send: (config: RequestConfig) => Promise<Answered>,
  take: (answered: Answered) => Promise<boolean>,
): Promise<HttpResponse<unknown>> {
  if (!endpoint) throw new AuthflightError('CONFIG', 'config.login: needed by auth.login()')
  const { url, method = 'POST', headers } = typeof endpoint === 'string' ? { url: endpoint } : endpoint
  const both = merged(headers, call.headers)
  const answered = await send({ ...call, url, method, headers: both, data: credentials, auth: false })
  if (await take(answered)) return answered
  throw withReply(
    'LOGIN_REJECTED',
    `The login was answered, but no access token was found in ${places(tokens?.access)}${
      success ? `, or ${success.path} said no` : ''
    }.${found(answered.data)}`,
    answered,
  )
}

const places = (access: string | string[] = 'access_token, accessToken, token (at the root or under data)') =>
  [access].flat().join(', ')

/** Names only: a value could be a token. */
function found(body: unknown): string {
  if (typeof body !== 'object' || body === null) return ''
  const data = (body as { data?: unknown }).data
  const inner = typeof data === 'object' && data !== null ? Object.keys(data).map((key) => `data.${key}`) : []
  return ` The body has: ${[...Object.keys(body), ...inner].join(', ')}.`
}
