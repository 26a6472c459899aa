import type { TokenSet } from './options.ts'

export type * from './options.ts'

/** An immutable picture of the session. It never holds a token. */
export interface Session {
  /**
   * `restoring`: it is not known yet whether somebody is signed in, because only another tab or the server can tell (see `restore`).
   * Requests that carry the token wait. It ends as `signedIn`, or as `signedOut` without `loginRequired`.
   */
  readonly status: 'signedOut' | 'signedIn' | 'refreshing' | 'restoring'
  /**
   * Whether somebody is signed in, also while the token is refreshed. What guards and templates ask. False while restoring: ask
   * `status`, too, where an answer leads away.
   */
  readonly signedIn: boolean
  /** Epoch ms on this device's clock. */
  readonly accessExpiresAt: number | null
  /** Epoch ms on this device's clock. */
  readonly refreshExpiresAt: number | null
  /** Requests that wait for the refresh. */
  readonly pending: number
}

/** How far a transfer has come, with axios' names. */
export interface HttpProgressEvent {
  /** Bytes so far. After a replay they count from 0 again. */
  loaded: number
  /** Bytes in all, where that is known. */
  total: number | undefined
  /** From 0 to 1, where `total` is known. */
  progress: number | undefined
  /** Bytes since the last event. */
  bytes: number
  /** Bytes per second since the beginning. */
  rate: number | undefined
  /** Seconds that are left at this rate. */
  estimated: number | undefined
  upload?: boolean | undefined
  download?: boolean | undefined
  /** The browser's own event, if there is one. */
  event: unknown
  lengthComputable: boolean
}

/** How `params` are written; a function is `serialize`. */
export type ParamsSerializer =
  | ((params: Record<string, unknown>) => string)
  | {
      /** Writes the whole query. */
      serialize?: ((params: Record<string, unknown>, options?: object) => string) | undefined
      /** Writes one name or value. Default: `encodeURIComponent`, less what axios leaves readable. */
      encode?: ((text: string) => string) | undefined
      /** The items of a list as `a[]` (false, the default), `a[0]` (true) or `a` (null). */
      indexes?: boolean | null | undefined
    }

/** axios' names and meanings. */
export interface RequestConfig<D = unknown> {
  /** Joined to `baseURL` when relative. */
  url?: string | undefined
  /** Default `get`. Interceptors see it in small letters. */
  method?: string | undefined
  /** Instead of the client's. */
  baseURL?: string | undefined
  /** Serialised as axios does: `a[]=1&a[]=2`, dates in ISO form, null skipped. */
  params?: object | URLSearchParams | undefined
  paramsSerializer?: ParamsSerializer | undefined
  /**
   * Objects become JSON, or the form that a `Content-Type` of `multipart/form-data` or
   * `application/x-www-form-urlencoded` names; strings are sent as the latter unless the header says otherwise; forms,
   * blobs, buffers and streams go as they are. GET and HEAD send none.
   */
  data?: D | undefined
  /** Added to the client's, over which they win. Null and false remove one. Interceptors get a `Headers`. */
  headers?: HeadersInit | Record<string, string | number | boolean | null | undefined> | undefined
  /** In ms, waiting for a refresh and the body included; 0 is none. Default: the client's. */
  timeout?: number | undefined
  /** Rejects with `ERR_CANCELED`, waiting for a refresh included. */
  signal?: AbortSignal | undefined
  /** `true` sends cookies to other origins, `false` to the page's own only. Default: the client's `credentials`. */
  withCredentials?: boolean | undefined
  /** Default: JSON if the body is JSON, otherwise text. */
  responseType?: 'json' | 'text' | 'blob' | 'arraybuffer' | 'stream' | 'formdata' | undefined
  /** `null` accepts every status. Default: 2xx. */
  validateStatus?: ((status: number) => boolean) | null | undefined
  /** Called while the reply's body comes, every 50 ms at the most, and at its end. */
  onDownloadProgress?: ((progress: HttpProgressEvent) => void) | undefined
  /**
   * Called while the body is sent. Such a call is sent by XMLHttpRequest, because fetch does not report it: other origins get
   * a preflight, and the reply comes as a whole. Nothing is reported of a stream longer than `replay.streamLimit`, where
   * redirects are refused (see `attach.redirect`), and in Node.
   */
  onUploadProgress?: ((progress: HttpProgressEvent) => void) | undefined
  /** fetch's. Default `follow`, or what `attach.redirect` says. */
  redirect?: RequestRedirect | undefined
  /** `false`: no token, no refresh, no waiting. */
  auth?: boolean | undefined
}

/** What `auth.login` takes beside the credentials. */
export interface LoginConfig extends RequestConfig {
  /**
   * Where this login goes, instead of the configured endpoint and without its `headers`, `body` and `credentials`: a second step,
   * such as a one-time code. Method `POST` unless `method` says otherwise.
   */
  url?: string | undefined
  /**
   * `false`: a step whose reply need not bring tokens, such as a password that a code has to follow. What `success` refuses is
   * `LOGIN_REJECTED` all the same, and tokens that do come are kept. Default true.
   */
  tokens?: boolean | undefined
  /**
   * `false`: the browser forgets the session when it is closed. Until then it survives reloads and is in all tabs, also those that
   * are opened later. Default true. The server is not told: put what it needs to know into the credentials. Of a login in steps, it
   * is for the step whose reply brings the tokens.
   *
   * It is for `storage: 'local'`, an application's own storage, and for what `restore` goes by; `session` and a plain `memory` keep
   * nothing beyond the tab anyway. With `restore: 'always'` the server is asked all the same, so its cookie has to be one of the
   * browser's session as well. A cookie without an end, `<storageKey>.<number>=1`, says that the browser is still the same. Where
   * none can be kept, the tab's sessionStorage says it (warning `COOKIE_UNAVAILABLE`). A browser that is set to open the
   * last tabs again brings such cookies back, and the session with them.
   */
  remember?: boolean | undefined
}

/** What the verbs resolve with. */
export interface HttpResponse<T = unknown, D = unknown> {
  /** The body, at the path of `unwrap` if there is one. `undefined` for HEAD, 204, 205 and 304. */
  data: T
  status: number
  statusText: string
  headers: Headers
  config: RequestConfig<D>
  /** The browser's own reply. Its body has been read. */
  response: Response
}

/** axios' interceptors, for the verbs and the login. */
export interface InterceptorManager<V> {
  /** Returns a number for `eject`. */
  use(
    fulfilled?: ((value: V) => V | Promise<V>) | null,
    rejected?: ((error: unknown) => unknown) | null,
  ): number
  eject(id: number): void
  clear(): void
}

/**
 * What request interceptors get: `headers` is a `Headers` whose entries are members as well, so that axios' `config.headers['X-Trace'] =
 * id` and `{ ...config.headers }` do what they do there.
 */
export interface InterceptedConfig extends RequestConfig {
  // biome-ignore lint/suspicious/noExplicitAny: axios' own type of a header's value
  headers: Headers & Record<string, any>
}

/** Those of requests. */
export interface RequestInterceptors extends Omit<InterceptorManager<RequestConfig>, 'use'> {
  /** Returns a number for `eject`. */
  use(
    fulfilled?: ((config: InterceptedConfig) => RequestConfig | Promise<RequestConfig>) | null,
    rejected?: ((error: unknown) => unknown) | null,
  ): number
}

/** Those of responses may make anything of one: `(response) => response.data`. The caller of the verb names what comes out. */
export interface ResponseInterceptors extends Omit<InterceptorManager<HttpResponse<unknown>>, 'use'> {
  /** Returns a number for `eject`. T is the body, as in `(response: HttpResponse<Envelope>) => response.data.data`. */
  use<T = unknown>(
    fulfilled?: ((value: HttpResponse<T>) => unknown) | null,
    rejected?: ((error: unknown) => unknown) | null,
  ): number
}

/** The events of `auth.on`. */
export interface AuthEvents {
  /** Tokens were set by a login, here or in another tab. */
  signedIn: { by: 'login' | 'setTokens' | 'otherTab' | 'restored' }
  /** The access token changed. */
  refreshed: { by: 'thisTab' | 'otherTab' }
  /** An exchange failed. `cause` is what fetch, `Headers` or the application's `refresh` threw, if one did. */
  refreshFailed: { terminal: boolean; attempt: number; status?: number; retryInMs?: number; cause?: unknown }
  /**
   * The user has to log in: once for each session's end, in each tab, and again (`noSession`) for a request that is made while
   * signed out and refused, at most once a second. `otherTab`: somebody has logged out there. `idle`: nobody was there for
   * `idle.after`. A logout in this tab tells nobody.
   */
  loginRequired: { reason: 'refreshRejected' | 'refreshExpired' | 'noSession' | 'otherTab' | 'idle' }
  /** The session ended. */
  signedOut: { by: 'logout' | 'otherTab' | 'expired' | 'idle' }
  /**
   * `auth.user` is another. With `claims` those of the token itself (`exp`, `iat` …) do not count. `cause`: the endpoint of
   * `config.user` was asked in vain.
   */
  userChanged: { user: unknown; cause?: unknown }
  /** Nobody seems to be there, and the session ends at `endsAt` (epoch ms) unless there is a sign of life. See `idle`. */
  idle: { endsAt: number }
  /** Somebody came back after `idle`, in whichever tab. */
  active: Record<string, never>
  /** A step of a request or a refresh. Costs nothing while nobody listens. */
  trace: { t: number; request?: number; step: string; why: string }
  /** A misconfiguration seen at run time. */
  warning: { code: WarningCode; message: string }
}

/** The codes of `warning`. */
export type WarningCode =
  | 'HEADER_NOT_EXPOSED'
  | 'STORAGE_UNAVAILABLE'
  /** This page can keep no cookie, which a login with `remember: false` needs. Told once. */
  | 'COOKIE_UNAVAILABLE'
  | 'REFRESH_WITHOUT_TOKEN'
  | 'FRESH_TOKEN_REJECTED'
  | 'CLOCK_SKEW'
  | 'TOKEN_WITHHELD'
  | 'NOT_REPLAYABLE'
  /** A refresh was answered neither with tokens nor with a refusal: by a page of a firewall or a deploy, or under other names. */
  | 'REFRESH_NOT_UNDERSTOOD'
  /** A request to another origin got no reply; its preflight may refuse the token's header. Told once. */
  | 'PREFLIGHT_SUSPECTED'
  /** The refresh, login or logout endpoint answered with a redirect, which is not followed. Told once for each. */
  | 'REDIRECT_REFUSED'
  /** The configuration sends tokens over plain http to another machine. Told once, at the start. */
  | 'INSECURE_TRANSPORT'
  /** Another client in this page has the same `storageKey` and back-end, and another refresh, tokens, success or storage. */
  | 'CONFIG_DIFFERS'
  /** The record under `storageKey` is another back-end's. Told once. */
  | 'STORAGE_KEY_SHARED'
  /** A logout was refused or not answered, so the server may still hold the session. */
  | 'LOGOUT_NOT_CONFIRMED'
  /** A reply that says it is JSON is none: it is given as text. */
  | 'JSON_INVALID'
  /** The module has failed: every call rejects with this code, and the next `createAuth` starts a new one. */
  | 'INTERNAL'

/** A client. `User` is the type of what the back-end says of the user, which nobody checks. */
export interface Auth<User = unknown> {
  /**
   * Resolves when the module is loaded and the stored session read: at once after `createAuth`. It does not wait for a session
   * that another tab or the server has to give back (`restoring`). After `authFrom` rejects with what
   * `createAuth` would have rejected with; a failure that neither this promise nor any call has told is an unhandled rejection.
   */
  readonly ready: Promise<void>
  /** fetch's contract, with the token; may be passed on without its object. */
  readonly fetch: typeof globalThis.fetch

  // Generics as in axios: T is the body, R what the promise brings when interceptors change that, D what is sent.
  request<T = unknown, R = HttpResponse<T>, D = unknown>(config: RequestConfig<D>): Promise<R>
  get<T = unknown, R = HttpResponse<T>, D = unknown>(url: string, config?: RequestConfig<D>): Promise<R>
  delete<T = unknown, R = HttpResponse<T>, D = unknown>(url: string, config?: RequestConfig<D>): Promise<R>
  head<T = unknown, R = HttpResponse<T>, D = unknown>(url: string, config?: RequestConfig<D>): Promise<R>
  options<T = unknown, R = HttpResponse<T>, D = unknown>(url: string, config?: RequestConfig<D>): Promise<R>
  post<T = unknown, R = HttpResponse<T>, D = unknown>(
    url: string,
    data?: D,
    config?: RequestConfig<D>,
  ): Promise<R>
  put<T = unknown, R = HttpResponse<T>, D = unknown>(
    url: string,
    data?: D,
    config?: RequestConfig<D>,
  ): Promise<R>
  patch<T = unknown, R = HttpResponse<T>, D = unknown>(
    url: string,
    data?: D,
    config?: RequestConfig<D>,
  ): Promise<R>
  /** `post` with an object as `multipart/form-data`, files and lists included. */
  postForm<T = unknown, R = HttpResponse<T>, D = unknown>(
    url: string,
    data?: D,
    config?: RequestConfig<D>,
  ): Promise<R>
  /** `put`, likewise. */
  putForm<T = unknown, R = HttpResponse<T>, D = unknown>(
    url: string,
    data?: D,
    config?: RequestConfig<D>,
  ): Promise<R>
  /** `patch`, likewise. */
  patchForm<T = unknown, R = HttpResponse<T>, D = unknown>(
    url: string,
    data?: D,
    config?: RequestConfig<D>,
  ): Promise<R>
  /** In axios' order: the request interceptor that was added last runs first, the response interceptor that was added first. */
  readonly interceptors: {
    request: RequestInterceptors
    response: ResponseInterceptors
  }

  /**
   * Posts the credentials and keeps the tokens that the reply carries. It passes through the interceptors. The tokens are
   * those of the reply as it arrived, whatever an interceptor makes of it.
   */
  login<T = unknown, R = HttpResponse<T>>(credentials: unknown, config?: LoginConfig): Promise<R>
  /**
   * Ends the session here and in all tabs at once. The promise waits for the server's answer, and until the browser has the end on
   * record, so that a page that is loaded next finds nobody signed in; together at most `refreshTimeout`. A server that says that
   * the access token has expired is asked again with a new one, where one can be had; what it does not confirm is told by
   * `LOGOUT_NOT_CONFIRMED`.
   */
  logout(): Promise<void>
  /**
   * Refreshes, or joins the refresh under way. While signed out it rejects, unless the refresh needs no token in hand (a cookie, a
   * function): then it asks the server for a session.
   */
  refresh(): Promise<Session>
  /** The access token, refreshed first if necessary. `null` when signed out. */
  getAccessToken(): Promise<string | null>
  /** Starts a session, e.g. after OAuth or SSO. */
  setTokens(tokens: TokenSet): Promise<Session>

  /**
   * Who is signed in, as `config.user` says; frozen. `null` when nobody is, and while it is not known: opaque tokens have no claims,
   * and an endpoint has yet to answer. In all tabs it belongs to the same login as the tokens.
   */
  readonly user: User | null
  /**
   * The claims in the access token, frozen. They are read and **not verified**: use them to show something, never to permit it.
   * `null` when signed out, and for a token that is no JWT.
   */
  readonly claims: Readonly<Record<string, unknown>> | null
  /** Asks the endpoint of `config.user` again, and gives `user`. Rejects if it is not answered with a good status. */
  reloadUser(): Promise<User | null>
  /** Counts as a sign of life, for what no event of this page tells: a film, a call, an `<iframe>`. Without `idle` it does nothing. */
  stayActive(): void

  /** The same object until something changes. */
  readonly session: Session
  /** Calls back when `session` has changed. Returns a function that stops this. */
  subscribe(listener: () => void): () => void
  /** Calls back on an event. Returns a function that stops this. */
  on<E extends keyof AuthEvents>(event: E, listener: (detail: AuthEvents[E]) => void): () => void
  /** Releases listeners, timers, channels and locks. Waiting requests reject with `DISPOSED`. */
  dispose(): void
}

/** What `authflight/fetch` makes: an {@link Auth} without the verbs and their interceptors. Every adapter takes either. */
export type FetchAuth<User = unknown> = Omit<
  Auth<User>,
  | 'request'
  | 'get'
  | 'delete'
  | 'head'
  | 'options'
  | 'post'
  | 'put'
  | 'patch'
  | 'postForm'
  | 'putForm'
  | 'patchForm'
  | 'interceptors'
>
