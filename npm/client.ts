import { Template } from '#shell/template.js'
import { afterTurn, entered, onDeath } from '#shell/turn.js'
import { isObject, readConfig, splitConfig } from './config.ts'
import type { Core, CoreModule } from './core.ts'
import { AuthflightError } from './errors.ts'
import { hooksFor, picked } from './hooks.ts'
import { filledIn, merged } from './init.ts'
import { Interceptors, intercepted } from './interceptors.ts'
import { Listeners } from './listeners.ts'
import { login } from './login.ts'
import { nobody } from './nobody.ts'
import { ownOf } from './own.ts'
import type { Auth, AuthConfig, AuthEvents, HttpResponse, RequestConfig } from './types.ts'
import { request as requested, unwrapped } from './verbs.ts'

type EventListeners = { [E in keyof AuthEvents]: Listeners<[AuthEvents[E]]> }

const nothing = () => {}

/**
 * Makes a client of the loaded module. Each call of the application's enters the binary through `entered`, with arguments of
 * the types that the binding expects; what the binary tells, the application hears after it has returned (R34).
 * @param internal an error for what a binary that has failed can no longer do
 */
export async function createClient(
  module: CoreModule,
  given: AuthConfig,
  internal: () => Error,
): Promise<Auth> {
  const config = readConfig(given)
  let session = nobody
  const subscribers = new Listeners<[]>()
  const events: EventListeners = {
    signedIn: new Listeners(),
    refreshed: new Listeners(),
    refreshFailed: new Listeners(),
    loginRequired: new Listeners(),
    signedOut: new Listeners(),
    trace: new Listeners(),
    warning: new Listeners(),
  }
  /** What happened before anybody could listen: told to the first who does. */
  let early: [name: keyof AuthEvents, detail: unknown][] = []
  let started = false

  const [plain, functions] = splitConfig(config)
  const hooks = hooksFor(
    functions,
    (name, detail) => afterTurn(() => tell(name, detail)),
    (shown) => {
      session = Object.freeze(shown)
      afterTurn(() => subscribers.tell())
    },
  )
  const tell = (name: keyof AuthEvents, detail: unknown) => {
    if (started) events[name].tell(detail as never)
    else early.push([name, detail])
  }
  const created = await entered(() => module.create(plain, hooks) ?? Promise.reject(internal()))
  started = true
  const loginUrl = created.loginUrl()
  /** Undefined once it is disposed of: it holds the hooks, and through them all of this. */
  let core: Core | undefined = created
  /** A call into the binary; one that has failed answers nothing. */
  const call = <T>(make: (core: Core) => T | PromiseLike<T> | undefined): Promise<T> =>
    entered<T>(() => {
      if (!core) throw new AuthflightError('DISPOSED', 'This auth was disposed of.')
      return make(core) ?? Promise.reject(internal())
    })
  let dead = false
  const forget = onDeath(() => {
    dead = true
    tell('warning', { code: 'INTERNAL', message: internal().message })
  })

  const interceptors = {
    request: new Interceptors<RequestConfig>(),
    response: new Interceptors<HttpResponse<unknown>>(),
  }
  const whole = (asked: RequestConfig) =>
    requested(
      asked,
      (url, init, base, bare) => {
        const template = new Template(url, init)
        // The configured one was resolved when the client was made.
        const other = base === String(config.baseURL) ? undefined : base
        return call((core) => core.send(template, other, bare))
      },
      // Its query may hold what is nobody's business.
      ({ url }) =>
        tell('warning', {
          code: 'JSON_INVALID',
          message: `No JSON came from ${String(url).split('?')[0]}.`,
        }),
    )
  const send = intercepted<RequestConfig, HttpResponse<unknown>>(
    interceptors.request,
    interceptors.response,
    async (intercepted) => {
      const answered = await whole(ownOf(intercepted))
      return { ...answered, data: unwrapped(answered.data, config.unwrap) }
    },
  )
  const filled = (given: RequestConfig) => filledIn(ownOf(given), config)
  // What interceptors make of a response is for the caller to say.
  const request = async <R>(given: RequestConfig) => send(filled(given)) as Promise<R>
  const bare =
    (method: string) =>
    async <R>(url: string, given?: RequestConfig) =>
      request<R>({ ...given, url, method })
  const withData =
    (method: string, type?: string) =>
    async <R>(url: string, data?: unknown, given?: RequestConfig) =>
      request<R>({
        ...given,
        url,
        method,
        data,
        ...(type && { headers: merged({ 'content-type': type }, ownOf(given).headers) }),
      })
  const form = 'multipart/form-data'

  const auth: Auth = {
    // fetch's own promise where the token is not wanted, and no microtask more than one where it is.
    fetch: (...given) => {
      let template: Template
      try {
        if (!given.length) throw new TypeError('fetch: 1 argument required, but only 0 present.')
        template = new Template(...given)
      } catch (error) {
        return Promise.reject(error)
      }
      return call((core) => core.fetch(template) ?? (dead ? undefined : template.pass()))
    },
    request,
    get: bare('get'),
    delete: bare('delete'),
    head: bare('head'),
    options: bare('options'),
    post: withData('post'),
    put: withData('put'),
    patch: withData('patch'),
    postForm: withData('post', form),
    putForm: withData('put', form),
    patchForm: withData('patch', form),
    interceptors,
    login: async <T>(credentials: unknown, given?: RequestConfig) => {
      const answered = await login(credentials, ownOf(given), config, {
        url: loginUrl,
        start: () => call((core) => core.loginStarted()),
        send: (config) => whole(filled(config)),
        take: (started, { response, data }) => {
          const body = isObject(data) && !Array.isArray(data) ? data : undefined
          return call((core) => core.loginReplied(started, response, body))
        },
        fail: (started) => afterTurn(() => core?.loginFailed(started)),
      })
      return { ...answered, data: unwrapped(answered.data, config.unwrap) as T }
    },
    // A client that is disposed of meanwhile is logged out, too.
    logout: () =>
      call((core) => core.logout()).then(nothing, (error) => {
        if (dead) throw error
      }),
    refresh: () => call((core) => core.refresh()).then(() => session),
    getAccessToken: () => call((core) => core.getAccessToken()),
    setTokens: async (tokens) => {
      const given = picked(tokens)
      await call((core) => core.setTokens(given))
      return session
    },
    get session() {
      return session
    },
    subscribe: (listener) => subscribers.add(listener),
    on: (event, listener) => {
      if (!Object.hasOwn(events, event) || typeof listener !== 'function')
        throw new AuthflightError(
          'CONFIG',
          `auth.on: expected a function, and one of ${Object.keys(events).join(', ')}`,
        )
      const stop = events[event].add(listener)
      if (event === 'trace') afterTurn(() => core?.trace(true))
      const missed = early.filter(([name]) => name === event)
      early = early.filter(([name]) => name !== event)
      // Not at once: whoever subscribes does not expect to be called before `on` returns.
      for (const [, detail] of missed) queueMicrotask(() => events[event].tell(detail as never))
      return () => {
        stop()
        if (event === 'trace' && events.trace.size === 0) afterTurn(() => core?.trace(false))
      }
    },
    dispose: () => {
      afterTurn(() => {
        core?.dispose()
        core?.free()
        core = undefined
      })
      forget()
      subscribers.clear()
      for (const listeners of Object.values(events)) listeners.clear()
    },
  }
  return auth
}
