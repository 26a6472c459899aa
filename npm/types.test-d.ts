// What applications rely on, checked by the compiler: `npm test` runs it in the stage `types`. Nothing here is executed.
import axios from 'axios'
import { attachAuth } from './axios.ts'
import type { FetchAuth, authFrom as fetchAuthFrom } from './fetch.ts'
import {
  type Auth,
  type AuthConfig,
  type AuthEvents,
  AuthflightError,
  type AuthflightErrorCode,
  type authFrom,
  type createAuth,
  type HttpProgressEvent,
  type HttpResponse,
  type InterceptedConfig,
  type init,
  isAuthflightError,
  type LoginConfig,
  type RequestConfig,
  type Session,
  type TokenSet,
} from './index.ts'
import type { authFrom as authFromSlim } from './slim.ts'
import type { TestAuthOptions } from './testing.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Fails to compile unless both are one type; `any` is the same as nothing but itself. */
function same<A, B>(..._: Same<A, B> extends true ? [] : ['these are two types']): void {}

interface Order {
  id: number
  total: number
}

declare const auth: Auth

// auth.fetch can be passed wherever a fetch is expected.
same<Auth['fetch'], typeof globalThis.fetch>()
const taken: { fetch: typeof globalThis.fetch } = { fetch: auth.fetch }
void taken

// The verbs: the type of the body (unknown if none is given), of what interceptors make of a response, and of what is sent.
export async function verbs(): Promise<void> {
  const unknown = await auth.get('/orders')
  same<typeof unknown, HttpResponse<unknown>>()
  const orders = await auth.get<Order[]>('/orders', { params: { page: 1, tags: ['a'], from: new Date() } })
  same<typeof orders, HttpResponse<Order[]>>()
  same<typeof orders.data, Order[]>()
  same<typeof orders.headers, Headers>()
  const bare = await auth.get<Order[], Order[]>('/orders')
  same<typeof bare, Order[]>()
  const made = await auth.post<Order, HttpResponse<Order>, Omit<Order, 'id'>>('/orders', { total: 1 })
  same<typeof made.data.id, number>()
  // @ts-expect-error the type of what is sent is given
  await auth.put<Order, HttpResponse<Order>, Order>('/orders/1', { total: '1' })
  await auth.postForm('/upload', { file: new File([], 'a'), list: [1, 2] })
  const asked = await auth.request<Order>({ url: '/orders/1', method: 'get' })
  same<typeof asked.data, Order>()
  // @ts-expect-error `unknown` has to be narrowed first
  unknown.data.length
  // @ts-expect-error there is no such option
  await auth.get('/orders', { responsetype: 'json' })
  // @ts-expect-error there is no such type of a response
  await auth.get('/orders', { responseType: 'xml' })
}

// Options of a call.
export const call: RequestConfig = {
  url: '/orders',
  method: 'post',
  baseURL: '/api',
  params: new URLSearchParams({ a: '1' }),
  paramsSerializer: (params) => {
    same<typeof params, Record<string, unknown>>()
    return ''
  },
  data: { a: 1 },
  headers: { 'X-One': 1, 'X-Two': null, 'X-Three': undefined, 'X-Four': false },
  timeout: 1000,
  signal: AbortSignal.timeout(1),
  withCredentials: true,
  responseType: 'formdata',
  validateStatus: (status) => status < 400,
  onUploadProgress: (progress) => same<typeof progress, HttpProgressEvent>(),
  onDownloadProgress: ({ loaded, total }) => {
    same<typeof loaded, number>()
    same<typeof total, number | undefined>()
  },
  auth: false,
}
export const serializers: RequestConfig[] = [
  { paramsSerializer: { indexes: null } },
  { paramsSerializer: { encode: encodeURIComponent, serialize: (params) => String(params) } },
  { headers: [['X-One', '1']] },
  { headers: new Headers() },
  { validateStatus: null },
]

// Interceptors, with asynchronous handlers, and their removal.
const id: number = auth.interceptors.request.use(async (config) => {
  same<typeof config, InterceptedConfig>()
  config.headers['X-Trace'] = '1'
  config.headers.set('X-Trace', '1')
  return { ...config, headers: { ...config.headers, 'X-Trace': '1' } }
})
auth.interceptors.request.eject(id)
interface Filter {
  page: number
}
void ((filter: Filter) => auth.get('/orders', { params: filter }))
auth.interceptors.response.use(
  (response) => {
    same<typeof response, HttpResponse<unknown>>()
    return response
  },
  (error) => {
    same<typeof error, unknown>()
    throw error
  },
)
auth.interceptors.response.use(null, null)
// The line of most tutorials, and those beside it.
auth.interceptors.response.use((response) => response.data)
auth.interceptors.response.use(async ({ data }) => data)
auth.interceptors.response.use((response: HttpResponse<{ code: number; data: Order }>) => {
  if (response.data.code !== 0) throw new Error(`code ${response.data.code}`)
  return response.data.data
})
// @ts-expect-error a request interceptor returns the configuration
auth.interceptors.request.use((config) => config.url)

// Errors: known by their code.
export function message(error: unknown): string {
  if (!isAuthflightError(error)) return 'other'
  same<typeof error, AuthflightError>()
  same<typeof error.code, AuthflightErrorCode>()
  same<typeof error.status, number | undefined>()
  same<typeof error.data, unknown>()
  const told: unknown = error.response?.data
  void told
  // @ts-expect-error there is no such code
  if (error.code === 'EXPIRED') return 'no'
  return error instanceof AuthflightError ? error.code : 'another copy'
}

// Events and the session.
auth.on('loginRequired', ({ reason }) =>
  same<typeof reason, 'refreshRejected' | 'refreshExpired' | 'noSession' | 'otherTab' | 'idle'>(),
)
auth.on('signedOut', ({ by }) => same<typeof by, 'logout' | 'otherTab' | 'expired' | 'idle'>())
auth.on('idle', ({ endsAt }) => same<typeof endsAt, number>())
auth.on('active', () => auth.stayActive())
auth.on('warning', ({ code }) => same<typeof code, AuthEvents['warning']['code']>())
// @ts-expect-error there is no such event
auth.on('loggedOut', () => {})
same<Auth['session'], Session>()
same<Session['signedIn'], boolean>()
same<Auth['user'], unknown>()
same<Auth<{ name: string }>['user'], { name: string } | null>()
same<Auth['claims'], Readonly<Record<string, unknown>> | null>()
same<ReturnType<Auth<{ name: string }>['reloadUser']>, Promise<{ name: string } | null>>()
same<AuthEvents['userChanged']['user'], unknown>()
same<Session['status'], 'signedOut' | 'signedIn' | 'refreshing' | 'restoring'>()
same<ReturnType<Auth['subscribe']>, () => void>()
same<ReturnType<Auth['getAccessToken']>, Promise<string | null>>()
// @ts-expect-error a snapshot cannot be written to
auth.session.pending = 1

// The configuration.
export const config: AuthConfig = {
  baseURL: '/api',
  login: { url: '/login', method: 'PUT' },
  refresh: async ({ refreshToken, signal, fetch }) => {
    same<typeof refreshToken, string | null>()
    same<typeof signal, AbortSignal>()
    same<typeof fetch, typeof globalThis.fetch>()
    return { access: 'a' }
  },
  attach: { exempt: ['/public', /^\/open/] },
  expired: { body: { path: 'code', in: [401, null] }, test: ({ body }) => Boolean(body) },
  replay: { streamLimit: 0 },
  restore: 'always',
  user: { url: '/me', headers: { accept: 'application/json' } },
}
// @ts-expect-error whether to ask is said in words
export const asked: AuthConfig = { restore: true }
export const away: AuthConfig = { idle: { after: 900, warn: 60 } }
// @ts-expect-error the warning alone ends nothing
export const warned: AuthConfig = { idle: { warn: 60 } }
// @ts-expect-error a typo in an option is an error
export const typo: AuthConfig = { baseUrl: '/api' }
// @ts-expect-error a location is one of five kinds
export const place: AuthConfig = { tokens: { access: 'cookies:token' } }

same<ReturnType<typeof createAuth>, Promise<Auth>>()
same<ReturnType<typeof authFrom>, Auth>()
same<ReturnType<typeof authFromSlim>, Auth>()
same<ReturnType<typeof fetchAuthFrom>, FetchAuth>()
same<Auth['ready'], Promise<void>>()
const unsupported: AuthflightErrorCode = 'UNSUPPORTED'
void unsupported
same<ReturnType<typeof init>, Promise<void>>()

// axios: any instance of it.
same<ReturnType<typeof attachAuth>, () => void>()
attachAuth(axios, auth)
attachAuth(axios.create(), auth)
// @ts-expect-error other clients have no adapter
attachAuth({}, auth)

// Functions among the options, and what is told of a refresh that failed.
const called: AuthConfig = {
  headers: async () => ({ 'X-Trace': '1' }),
  expired: { test: async (reply) => reply.status === 419 },
}
void called
same<AuthEvents['refreshFailed']['cause'], unknown>()
// A storage may answer with promises, all of it or in part.
const asynchronous: AuthConfig['storage'] = {
  getItem: async () => null,
  setItem: async () => {},
  removeItem() {},
}
void asynchronous
// @ts-expect-error a number is no text
const numbers: AuthConfig['storage'] = { getItem: async () => 1, setItem() {}, removeItem() {} }
void numbers
// What a back-end's shape is said with.
const shaped: AuthConfig = {
  login: {
    url: '/login',
    headers: () => ({ 'X-Trace': '1' }),
    body: { client_id: 'app' },
    credentials: 'omit',
  },
  refresh: {
    url: '/refresh',
    send: { refresh: 'header:Authorization', access: 'body:accessToken' },
    scheme: 'Bearer',
    success: { path: 'accessToken' },
    refused: { body: { path: 'errors' } },
  },
  logout: async ({ refreshToken, accessToken, signal, fetch }) => {
    same<typeof refreshToken, string | null>()
    same<typeof accessToken, string | null>()
    await fetch('/logout', { signal })
  },
  tokens: { access: 'body', unit: 'milliseconds' },
  expired: {
    not: { path: 'code', in: ['PIN'] },
    redirect: true,
    test: ({ url, redirected, type }) => redirected || type === 'opaqueredirect' || url === '',
  },
}
void shaped
void (async (auth: Auth) => {
  await auth.login({ code: '123456' }, { url: '/mfa', tokens: false })
  await auth.login({ username: 'demo', password: 'demo' }, { remember: false })
  // @ts-expect-error it is yes or no
  await auth.login({}, { remember: 'false' })
  // @ts-expect-error only a login is remembered
  await auth.post('/login', {}, { remember: false })
  // @ts-expect-error only a login has steps
  await auth.get('/orders', { tokens: false })
})
// What is not there may be undefined, also where the compiler tells the two apart (`exactOptionalPropertyTypes`).
type Called = (...given: never[]) => unknown
/** The paths of the optional members, however deep, that refuse it. */
type Refusing<T, Below extends string = ''> = T extends Called | readonly unknown[]
  ? never
  : T extends object
    ? string extends keyof T
      ? never
      : {
          [K in keyof T & string]-?:
            | (Pick<T, K> extends Required<Pick<T, K>>
                ? never
                : Undefined<K> extends Pick<T, K>
                  ? never
                  : `${Below}${K}`)
            | Refusing<T[K], `${Below}${K}.`>
        }[keyof T & string]
    : never
type Undefined<K extends string> = { [P in K]: undefined }
same<Refusing<AuthConfig>, never>()
same<Refusing<RequestConfig>, never>()
same<Refusing<LoginConfig>, never>()
same<Refusing<TokenSet>, never>()
same<Refusing<TestAuthOptions>, never>()
// It finds what it looks for.
same<Refusing<{ a?: 1; b: { c?: 1; d?: 1 | undefined } | string; e: { f: 1 } }>, 'a' | 'b.c'>()
