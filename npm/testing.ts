// For an application's own unit tests: the whole auth in plain JavaScript, without the module, a storage and timers. The verbs,
// the login, their errors and the reading of requests are the real client's; the session is a small one of its own.
import { resolve } from '#shell/global.js'
import { isRequest } from '#shell/input.js'
import { own } from '#shell/native.js'
import { jsonOfCopy } from '#shell/reply.js'
import type { Binding } from './binding.ts'
import { picked } from './callbacks.ts'
import { absolute } from './config.ts'
import { AuthflightError } from './errors.ts'
import type { Inside, Sessionful } from './inside.ts'
import { givenOf, ownOf } from './own.ts'
import { isStrict } from './strict.ts'
import { TestEvents } from './testing-events.ts'
import { isAccepted, payloadOf, tokenIn } from './testing-login.ts'
import { joined, TestRequests, unpacked } from './testing-requests.ts'
import { faultOf, type SignIn, TestSession } from './testing-session.ts'
import type { TestAuth, TestAuthOptions, TestClaims, TestControls, TestEnd } from './testing-types.ts'
import type { AuthConfig, TokenSet } from './types.ts'
import { isPlain } from './unwrap.ts'
import { withVerbs } from './with-verbs.ts'
import type { Fault } from './words.ts'
import { xsrfOf } from './xsrf.ts'

export { AuthflightError, type AuthflightErrorCode, isAuthflightError } from './errors.ts'
export type * from './testing-types.ts'
export type * from './types.ts'

/** The most bytes of a login's reply that are looked through. */
const SEARCHED = 1_048_576
/** How long its body may take, in ms. */
const PATIENCE = 30_000

const noTokens = 'setTokens: expected { access: string, refresh?: string, accessExpiresAt?: number }'

const ofEndpoint = new Set(['url', 'method', 'headers', 'credentials'])

/** Whether this says where the real client finds the user, as an application's own configuration does. */
const isSource = (user: unknown) =>
  typeof user === 'string' ||
  (isPlain(user) && 'url' in user && Object.keys(user).every((key) => ofEndpoint.has(key)))

/** Makes an auth for a test, ready at once. Nothing is left of it for the next test, whether or not it is disposed of. */
export function createTestAuth<User = unknown>(options: TestAuthOptions<User> = {}): TestAuth<User> {
  const given = ownOf(options)
  const { claims, fetch, headers } = given
  const user = isSource(given.user) ? undefined : given.user
  const { signedIn = user !== undefined || claims !== undefined } = given
  const base = given.baseURL === undefined ? '' : absolute(String(given.baseURL))
  const { url = '/login', method = 'POST', headers: ofLogin } = loginOf(given.login)
  const loginUrl = joined(base, url)
  const config = configOf(given, base)
  const events = new TestEvents()
  const session = new TestSession(events)
  const requests = new TestRequests(session, events, {
    base,
    login: { method: method.toUpperCase(), target: resolve(loginUrl) },
    fetch,
    xsrf: xsrfOf(config),
    attach: attachOf(given.attach),
  })

  /** Who signs in with a token. */
  const whoHas = (access?: string): SignIn => {
    const known = claims ?? (access === undefined ? null : payloadOf(access))
    return { user: frozen(user ?? known), claims: frozen(known), access }
  }
  const begin = (who: SignIn, by: 'login' | 'setTokens', action?: number) => {
    requests.forgetRefusals()
    session.begin(who, by, action)
  }
  /** Takes the token out of the reply to a login. Returns why it cannot be taken. */
  const takeToken = (action: number, reply: Response, body: unknown): Fault | undefined => {
    const access = tokenIn(reply, body, given)
    if (access === undefined) return 'LOGIN_REJECTED'
    if (session.isLate(action)) return 'SESSION_CHANGED'
    begin(whoHas(access), 'login', action)
    return undefined
  }
  /** The application's own call of the login endpoint. Its caller gets a refusal as it is. */
  const takeFromFetch = (action: number) => async (reply: Response) => {
    const fault = takeToken(action, reply, await jsonOfCopy(reply, SEARCHED, true, PATIENCE))
    return fault === 'LOGIN_REJECTED' ? undefined : fault
  }

  /** The part of the binary that the login and the verbs call. */
  const binding: Pick<Binding, 'announced' | 'loginStarted' | 'loginReplied'> = {
    announced: () => session.id,
    loginStarted: () => session.nextAction(),
    loginReplied: async (action, reply, body, _hasOwnUrl, tokensOptional) => {
      const fault = takeToken(action, reply, body)
      if (fault && fault !== 'LOGIN_REJECTED') throw faultOf(fault)
      return !fault || (tokensOptional && isAccepted(reply))
    },
  }
  /** A call of a method. It rejects once the auth is disposed of, and never throws. */
  const call: Inside['call'] = async (make) => {
    if (session.isDisposed) throw faultOf('DISPOSED')
    return make(binding as Binding) as never
  }
  const renewed = () => session.renewed(false)
  const send: Inside['send'] = async (url, init, base, sending) => {
    const { withoutAuth, forLogin, announced } = own(sending)
    if (session.isDisposed) throw faultOf('DISPOSED')
    const isWithoutAuth = Boolean(withoutAuth || forLogin)
    if (announced && !isWithoutAuth && announced !== session.id) throw faultOf(session.faultAfter(announced))
    const login = forLogin ? undefined : takeFromFetch(session.nextAction())
    return requests.answer(url, init, base, isWithoutAuth, true, login)
  }

  const auth: Sessionful = {
    ready: Promise.resolve(),
    fetch: async (...given) => {
      if (!given.length) throw new TypeError('fetch: 1 argument required, but only 0 present.')
      if (session.isDisposed) throw faultOf('DISPOSED')
      const login = takeFromFetch(session.nextAction())
      let [input, init] = given
      if (isRequest(input) && input.body && init?.body === undefined) {
        const [url, members] = await unpacked(input)
        input = new URL(url)
        init = { ...members, ...givenOf(init) }
      }
      return requests.answer(input, init, base, false, isStrict(given[1]), login)
    },
    logout: () => call(() => session.end('logout')),
    refresh: () =>
      call(async () => {
        if (!session.id) throw faultOf('SESSION_EXPIRED')
        await renewed()
        return session.shown
      }),
    getAccessToken: () =>
      call(async () => {
        if (session.isRefreshing || session.isExpired)
          await renewed().catch((error: unknown) => {
            if (session.id) throw error
          })
        return given.attach === false ? null : session.token
      }),
    setTokens: (tokens) => {
      const { access, accessExpiresAt = null } = (picked(tokens) ?? {}) as Partial<TokenSet>
      return call(() => {
        if (!access) throw new AuthflightError('CONFIG', noTokens)
        // An end that has passed on arrival says that a clock is wrong (R13).
        const ends = accessExpiresAt !== null && accessExpiresAt > Date.now() ? accessExpiresAt : null
        begin({ ...whoHas(access), accessExpiresAt: ends }, 'setTokens')
        return session.shown
      })
    },
    get user() {
      return session.user
    },
    get claims() {
      return session.claims
    },
    reloadUser: () => call(() => session.user),
    // A test auth is never idle by itself.
    stayActive: () => {},
    get session() {
      return session.shown
    },
    subscribe: (listener) => session.subscribers.add(listener),
    on: (event, listener) => events.on(event, listener),
    dispose: () => {
      session.dispose()
      requests.dispose()
    },
  }
  const inside: Inside = {
    config,
    headers: typeof headers === 'function' ? headers : undefined,
    loginHeaders: typeof ofLogin === 'function' ? ofLogin : undefined,
    loginUrl: () => loginUrl,
    call,
    send,
    withdraw: () => {},
    endLogin: () => {},
    warn: (code, message) => events.tell('warning', { code, message }),
  }

  const test: TestControls<User> = {
    expire: () => session.expire(),
    refuseRefresh: (status = 401) => {
      session.answer = { is: 'refused', status }
    },
    failRefresh: (status = 503) => {
      session.answer = { is: 'failed', status }
    },
    grantRefresh: () => {
      session.answer = { is: 'granted', status: 200 }
    },
    holdRefresh: () => {
      let release = () => {}
      session.hold = new Promise((resolve) => {
        release = resolve
      })
      return () => {
        session.hold = Promise.resolve()
        release()
      }
    },
    signIn: (user, claims) =>
      begin(user === undefined ? whoHas() : { user: frozen(user), claims: frozen(claims ?? null) }, 'login'),
    signOut: (by = 'logout') => session.end(by, reasonOf(by)),
    get requests() {
      return requests.sent
    },
    emit: (event, detail) => events.tell(event, detail as never),
  }
  if (signedIn) session.start(whoHas())
  return Object.assign(withVerbs({ auth, inside }), { test }) as unknown as TestAuth<User>
}

/** How a request carries the token. */
function attachOf(given: AuthConfig['attach']): false | { header: string; scheme: string } {
  if (given === false) return false
  const { header = 'Authorization', scheme = 'Bearer' } = ownOf(given)
  return { header, scheme }
}

const loginOf = (given: AuthConfig['login']) => (typeof given === 'string' ? { url: given } : ownOf(given))

/** What the verbs and the login read of a configuration. What is a function stays apart. */
function configOf(
  { login = '/login', headers, unwrap, baseURL, attach, tokens, success }: TestAuthOptions,
  base: string,
): AuthConfig {
  return {
    login,
    ...(attach !== undefined && { attach }),
    ...(tokens !== undefined && { tokens }),
    ...(success !== undefined && { success }),
    ...(baseURL !== undefined && { baseURL: base }),
    ...(unwrap !== undefined && { unwrap }),
    ...(headers !== undefined && typeof headers !== 'function' && { headers }),
  }
}

/** Why the user is asked to log in. A logout in this tab asks nobody. */
const reasonOf = (by: TestEnd) =>
  (({ expired: 'refreshRejected', otherTab: 'otherTab', idle: 'idle', logout: undefined }) as const)[by]

/** A frozen copy, as the real one is frozen, and the test's own object is not. */
const frozen = <T>(value: T): T =>
  isPlain(value) ? (Object.freeze({ ...(value as TestClaims) }) as T) : value
