import { Auth as Core } from '#glue'
import { isObject, splitConfig } from './config.ts'
import { hooksFor, picked } from './hooks.ts'
import { filledIn, merged } from './init.ts'
import { Interceptors, intercepted } from './interceptors.ts'
import { Listeners } from './listeners.ts'
import { login } from './login.ts'
import { nobody } from './nobody.ts'
import type { Auth, AuthConfig, AuthEvents, HttpResponse, RequestConfig } from './types.ts'
import { request as requested, unwrapped } from './verbs.ts'

type EventListeners = { [E in keyof AuthEvents]: Listeners<[AuthEvents[E]]> }

const nothing = () => {}

/** Makes a client of the loaded module. */
export async function createClient(config: AuthConfig): Promise<Auth> {
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
    (name, detail) => {
      if (started) events[name].tell(detail as never)
      else early.push([name, detail])
    },
    (shown) => {
      session = Object.freeze(shown)
      subscribers.tell()
    },
  )
  const core: Core = await Core.create(plain, hooks)
  started = true

  const interceptors = {
    request: new Interceptors<RequestConfig>(),
    response: new Interceptors<HttpResponse<unknown>>(),
  }
  const whole = (call: RequestConfig) =>
    requested(
      call,
      (url, init, base, bare) => core.send(url, init, base, bare),
      // Its query may hold what is nobody's business.
      ({ url }) =>
        events.warning.tell({
          code: 'JSON_INVALID',
          message: `No JSON came from ${String(url).split('?')[0]}.`,
        }),
    )
  const send = intercepted<RequestConfig, HttpResponse<unknown>>(
    interceptors.request,
    interceptors.response,
    async (call) => {
      const answered = await whole(call)
      return { ...answered, data: unwrapped(answered.data, config.unwrap) }
    },
  )
  const filled = (call: RequestConfig) => filledIn(call, config)
  // What interceptors make of a response is for the caller to say.
  const request = <R>(call: RequestConfig) => send(filled(call)) as Promise<R>
  const bare =
    (method: string) =>
    <R>(url: string, call?: RequestConfig) =>
      request<R>({ ...call, url, method })
  const withData =
    (method: string, type?: string) =>
    <R>(url: string, data?: unknown, call?: RequestConfig) =>
      request<R>({
        ...call,
        url,
        method,
        data,
        ...(type && { headers: merged({ 'content-type': type }, call?.headers) }),
      })
  const form = 'multipart/form-data'

  const auth: Auth = {
    fetch: (input, init) => core.fetch(input, init),
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
    login: async <T>(credentials: unknown, call: RequestConfig = {}) => {
      const send = (call: RequestConfig) => whole(filled(call))
      const answered = await login(credentials, call, config, send, ({ response, data }) =>
        core.loginReplied(response, isObject(data) && !Array.isArray(data) ? data : undefined),
      )
      return { ...answered, data: unwrapped(answered.data, config.unwrap) as T }
    },
    // Whoever disposes meanwhile is logged out, too.
    logout: () => core.logout().then(nothing, nothing),
    refresh: () => core.refresh().then(() => session),
    getAccessToken: () => core.getAccessToken(),
    setTokens: (tokens) => core.setTokens(picked(tokens)).then(() => session),
    get session() {
      return session
    },
    subscribe: (listener) => subscribers.add(listener),
    on: (event, listener) => {
      const stop = events[event].add(listener)
      if (event === 'trace') core.trace(true)
      const missed = early.filter(([name]) => name === event)
      early = early.filter(([name]) => name !== event)
      // Not at once: whoever subscribes does not expect to be called before `on` returns.
      for (const [, detail] of missed) queueMicrotask(() => events[event].tell(detail as never))
      return () => {
        stop()
        if (event === 'trace' && events.trace.size === 0) core.trace(false)
      }
    },
    dispose: () => {
      core.dispose()
      subscribers.clear()
      for (const listeners of Object.values(events)) listeners.clear()
    },
  }
  return auth
}
