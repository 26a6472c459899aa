import { isObject } from './config.ts'
import { merged } from './headers.ts'
import type { ClientParts } from './inside.ts'
import { around, Interceptors } from './interceptors.ts'
import { login } from './login.ts'
import { startLogin } from './login-start.ts'
import { ownOf } from './own.ts'
import { filledIn, fillIn } from './request-init.ts'
import type { Auth, HttpResponse, LoginConfig, RequestConfig } from './types.ts'
import { unwrapped } from './unwrap.ts'
import { send } from './verbs.ts'

/** Completes a client with the login, the verbs and their interceptors. */
export function withVerbs({ auth, inside }: ClientParts): Auth {
  const interceptors = {
    request: new Interceptors<RequestConfig>(),
    response: new Interceptors<HttpResponse<unknown>>(),
  }
  type Sender = (config: RequestConfig) => Promise<HttpResponse<unknown>>
  /** The interceptors of this moment, as in axios: one that comes later, or goes, has no effect on the call. */
  const interceptedNow = () => around(interceptors.request.active, interceptors.response.active)
  const sender =
    (announced?: Promise<number>): Sender =>
    async (config) => {
      const answered = await send(inside, ownOf(checked(config)), announced ? { announced } : {})
      return { ...answered, data: unwrapped(answered.data, inside.config.unwrap) }
    }
  /** Announced before the application's own functions make the request: it belongs to the session of the call (I3). */
  const sendAnnounced = async (call: RequestConfig, wrap: (send: Sender) => Sender) => {
    const announced = inside.call((binding) => binding.announced())
    announced.catch(nothing)
    try {
      return await wrap(sender(announced))(await fillIn(call, inside))
    } finally {
      announced.then((number) => inside.withdraw(number), nothing)
    }
  }
  // The caller names the type that interceptors make of a response.
  const request = async <R>(given: RequestConfig) => {
    const call = ownOf(checked(given))
    const wrap = interceptedNow()
    const isMadeNow = !inside.headers && interceptors.request.active.length === 0
    const answered = isMadeNow ? wrap(sender())(filledIn(call, inside)) : sendAnnounced(call, wrap)
    return (await answered) as R
  }
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
  // Assigned to the same object, because `session` is a getter.
  return Object.assign(auth, {
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
    interceptors: interceptors as Auth['interceptors'],
    login: async <R>(credentials: unknown, given?: LoginConfig) => {
      const wrap = interceptedNow()
      return login<R>(inside, startLogin(inside, credentials, given), (send) =>
        wrap((config) => send(checked(config))),
      )
    },
  })
}

/** An interceptor that forgets to return its configuration would ask for something else. */
function checked(config: RequestConfig): RequestConfig {
  if (isObject(config)) return config
  throw new TypeError(
    `Expected a configuration such as { url: '/orders' }, got ${config === null ? 'null' : typeof config}. An interceptor returns the one that it gets.`,
  )
}

const nothing = () => {}
