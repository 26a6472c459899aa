import type { AuthflightErrorCode } from './errors.ts'
import type { AuthEvents } from './types.ts'

// The sentences for the errors and warnings that the binary names by code.

/** `protocol::output::Fault` */
export type Fault = Extract<
  AuthflightErrorCode,
  'SESSION_EXPIRED' | 'REFRESH_UNAVAILABLE' | 'SESSION_CHANGED' | 'LOGIN_REJECTED' | 'DISPOSED'
>

export const faults: Record<Fault, string> = {
  SESSION_EXPIRED: 'The session is over: log in again.',
  REFRESH_UNAVAILABLE: 'The access token could not be refreshed now. The session is kept: try again later.',
  SESSION_CHANGED:
    'A logout or another login came in between: a request is not sent as somebody else, and a login that is answered late changes nothing.',
  LOGIN_REJECTED: 'The login was answered, but no access token was found.',
  DISPOSED: 'This auth was disposed of.',
}

/** Why a refresh that was not answered is unavailable. */
export const timeouts = {
  endpoint: 'The refresh was not answered within refreshTimeout.',
  callback:
    'config.refresh did not answer within refreshTimeout. A call of this auth that needs a token waits for the refresh: within config.refresh use the accessToken and the fetch that it is given.',
}

/** Why `auth.user` is not known. */
export const userRefused = (status: number) => `The endpoint of config.user answered with status ${status}.`
export const userNotJson = 'The endpoint of config.user answered with something else than JSON.'
export const userUnanswered = 'The endpoint of config.user did not answer: Network Error'
export const userLate = (ms: number) =>
  `The endpoint of config.user did not answer: timeout of ${ms}ms exceeded`

/** Added where no `refresh` is configured. */
export const noRefresh =
  " There is no `refresh` in the configuration, so nothing renews the access token, and its end is the session's."

/** What applications ask `auth.on` for, by other clients' names. */
const meant = new Map([
  ['logout', 'signedOut'],
  ['login', 'signedIn'],
  ['refresh', 'refreshed'],
  ['expired', 'loginRequired'],
  ['error', 'refreshFailed'],
])

/** For `auth.on` with another event, or without a function. */
export function noSuchEvent(event: unknown, events: string[]): string {
  const name = meant.get(
    String(event)
      .toLowerCase()
      .replace(/^logged(in|out)$/, 'log$1'),
  )
  const hint = name ? `. Did you mean '${name}'?` : ''
  return `auth.on: expected a function, and one of ${events.join(', ')}${hint}`
}

/** `protocol::event::Warning` */
export interface Warning {
  code: Code
  about: string
}

type Code = Exclude<AuthEvents['warning']['code'], 'INTERNAL' | 'JSON_INVALID'>

/** `%` stands for what the warning is about. */
const warnings: Record<Code, string> = {
  HEADER_NOT_EXPOSED:
    'A good reply came from another origin, but no access token was found. If the server sends it in the header, it must expose it. Add: Access-Control-Expose-Headers: %',
  STORAGE_UNAVAILABLE:
    'The storage is blocked, full or damaged, or did not answer. The session goes on in memory and ends with the page.',
  COOKIE_UNAVAILABLE:
    'This page can keep no cookie, so a session with `remember: false` ends with this tab. Serve the page over https, and not in a frame of another site.',
  REFRESH_WITHOUT_TOKEN:
    'The access token has expired and there is no refresh token: the login reply carried none that was found. See tokens.refresh.',
  FRESH_TOKEN_REJECTED:
    'The server refused an access token that it had just issued. Its reply is the answer, and for 60 seconds so is the first refusal of this method and path: no refresh is made for it.',
  CLOCK_SKEW: "This device's clock and the server's differ by % seconds; expiry times are corrected for it.",
  TOKEN_WITHHELD: 'The token was withheld from %: add it to attach.origins if it may see the token.',
  NOT_REPLAYABLE:
    'A stream longer than replay.streamLimit was answered "expired" and cannot be sent again; the first reply is the answer.',
  REFRESH_NOT_UNDERSTOOD:
    'The refresh was answered neither with an access token nor with a refusal, as by a firewall, a deploy or a captive portal. Its body has: %. If these are tokens, see tokens.access; if it is a refusal, see refresh.refused.',
  PREFLIGHT_SUSPECTED:
    'No reply came from another origin. If its server is up, it must allow the header. Add: Access-Control-Allow-Headers: %',
  REDIRECT_REFUSED:
    "The % endpoint answered with a redirect. Redirects of endpoints are not followed, because the token would go along: configure the endpoint's final URL.",
  INSECURE_TRANSPORT:
    'Tokens are sent over plain http to %, where others on the way can read them. Use https.',
  CONFIG_DIFFERS:
    'Another client in this page has the same storageKey and back-end, and another `%`. They are one session: give both the same, or each a storageKey of its own.',
  STORAGE_KEY_SHARED:
    'The record under the storage key belongs to another back-end, %, and was left alone. Give each application its own storageKey.',
  LOGOUT_NOT_CONFIRMED:
    'The session has ended here, but the server did not confirm the logout (%): it may still hold the session. See logout.',
}

/** What the application is told of a warning. */
export const warningOf = ({ code, about }: Warning): AuthEvents['warning'] => ({
  code,
  message: warnings[code].replace('%', () => about),
})
