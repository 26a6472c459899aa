import { AuthflightError, isAuthflightError } from './errors.ts'
import { merged } from './init.ts'
import { ownOf } from './own.ts'
import type { AuthConfig, Endpoint, HttpResponse, RequestConfig } from './types.ts'
import { type Answered, isGood, withReply } from './verbs.ts'

/** What a login needs of the client. */
interface Steps {
  /** Where it goes, as it was resolved when the client was made. */
  url: string | undefined
  /** Tells the core that it begins; the number names it from then on. */
  start(): Promise<number>
  send(config: RequestConfig): Promise<Answered>
  /** Takes the tokens out of the reply: whether there were any. */
  take(login: number, answered: Answered): Promise<boolean>
  fail(login: number): void
}

/** Posts the credentials and has the tokens taken out of the reply. The newest wish wins, whatever comes late (R9). */
export async function login(
  credentials: unknown,
  call: RequestConfig,
  config: AuthConfig,
  { url, start, send, take, fail }: Steps,
): Promise<HttpResponse<unknown>> {
  if (!url) throw new AuthflightError('CONFIG', 'config.login: needed by auth.login()')
  const { method = 'POST', headers } = ownOf(config.login as Endpoint | undefined)
  const { validateStatus = isGood } = call
  const started = await start()
  let answered: Answered
  try {
    answered = await send({
      ...call,
      url,
      method,
      headers: merged(headers, call.headers),
      data: credentials,
      auth: false,
      // A redirect would take the password along, to wherever it leads (R25).
      redirect: 'manual',
      validateStatus: (status) => isRedirect(status) || validateStatus === null || validateStatus(status),
    })
  } catch (error) {
    fail(started)
    throw error
  }
  let taken: boolean
  try {
    taken = await take(started, answered)
  } catch (error) {
    throw isAuthflightError(error) ? withReply(error.code, error.message, answered) : error
  }
  if (taken) return answered
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

/** Names only: a value could be a token. */
function found(body: unknown): string {
  if (typeof body !== 'object' || body === null) return ''
  const data = (body as { data?: unknown }).data
  const inner = typeof data === 'object' && data !== null ? Object.keys(data).map((key) => `data.${key}`) : []
  return ` The body has: ${[...Object.keys(body), ...inner].join(', ')}.`
}
