import { parsePayload, valueAt } from '#shell/json.js'
import { headerOf, isUnfollowed, statusNumberOf } from '#shell/reply.js'
import type { AuthConfig, BodyMatch, Location } from './types.ts'
import { isPlain } from './unwrap.ts'
import { isGood } from './verbs.ts'

// Where the replies to a login carry the access token, if nothing is configured.
const places = ['', 'data.', 'tokens.', 'data.tokens.', 'result.']
const names = ['access_token', 'accessToken', 'token', 'access', 'jwt', 'id_token']

const usual = places.flatMap((place) => names.map((name): Location => `body:${place}${name}`))

type Rules = Pick<AuthConfig, 'attach' | 'tokens' | 'success'>

/** The access token in the reply to a login; undefined if it is refused, or has none. With `attach: false` none is needed. */
export function tokenIn(
  reply: Response,
  body: unknown,
  { attach, tokens, success }: Rules,
): string | undefined {
  if (!isAccepted(reply) || (success && !holds(success, body))) return undefined
  if (attach === false) return 'cookie'
  for (const location of [tokens?.access ?? usual].flat()) {
    const value = valueIn(reply, body, location)
    if (typeof value === 'string' && value) return value.replace(/^bearer +/i, '')
  }
  return undefined
}

function valueIn(reply: Response, body: unknown, location: string): unknown {
  const [where, ...rest] = location.split(':')
  const name = rest.join(':')
  if (where === 'header') return headerOf(reply, name)
  return name ? valueAt(body, name) : body
}

/** Whether a body says what it should. */
function holds({ path, in: values }: BodyMatch, body: unknown): boolean {
  const value: unknown = valueAt(body, path)
  if (values) return values.some((one) => one === value)
  return value !== undefined && value !== null && value !== false && value !== ''
}

/** Whether the server said yes. A redirect is not followed. */
export const isAccepted = (reply: Response): boolean => isGood(statusNumberOf(reply)) && !isUnfollowed(reply)

/** The payload of a JWT; null if it is none. */
export function payloadOf(token: string): Readonly<Record<string, unknown>> | null {
  const payload = parsePayload(token.split('.')[1] ?? '')
  return isPlain(payload) ? Object.freeze(payload) : null
}
