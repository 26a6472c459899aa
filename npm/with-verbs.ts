import { merged } from './headers.ts'
import type { ClientParts } from './inside.ts'
import { Interceptors, intercepted } from './interceptors.ts'
import { login } from './login.ts'
import { ownOf } from './own.ts'
import { fillIn } from './request-init.ts'
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
  const around = (send: Sender) => intercepted(interceptors.request, interceptors.response, send)
  const sendIntercepted = around(async (config) => {
    const answered = await send(inside, ownOf(config))
    return { ...answered, data: unwrapped(answered.data, inside.config.unwrap) }
  })
  // The caller names the type that interceptors make of a response.
  const request = async <R>(given: RequestConfig) =>
    sendIntercepted(await fillIn(ownOf(given), inside)) as Promise<R>
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
    login: <R>(credentials: unknown, given?: LoginConfig) => login<R>(inside, credentials, given, around),
  })
}
