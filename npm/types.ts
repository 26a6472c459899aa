/**
 * Where a value sits in an HTTP message. A dotted path walks JSON: `body:data.accessToken`.
 * `query:`, `form:` and `cookie` are for what is sent; replies carry values in `body:` and `header:`.
 */
export type Location = `body:${string}` | `header:${string}` | `query:${string}` | `form:${string}` | 'cookie'

/** Where a login, refresh or logout goes. */
export interface Endpoint {
  /** Joined to `baseURL` when relative. */
  url: string
  /** Default `POST`. */
  method?: string
  /** Sent with it. */
  headers?: HeadersInit
  /**
   * Whether the application's own requests with this method to this URL (and this query, if `url` has one) go without the
   * token and without a refresh. With `false` they carry it, for back-ends with one URL for everything, as with GraphQL; the
   * login, refresh and logout themselves still pass untouched. Default true.
   */
  exempt?: boolean
}

/** Where a logout goes, and what it carries there. */
export interface LogoutEndpoint extends Endpoint {
  /**
   * Where the tokens travel; what is not named is not sent, the `Authorization` header included. One location is the
   * refresh token's. `header:Authorization` takes `attach.scheme`; `form:` makes a form of the body, `body:` JSON;
   * `cookie` sends no token. The access token goes to baseURL's origin and `attach.origins` only, even if it is named
   * (warning `TOKEN_WITHHELD`).
   *
   * Default: the access token as `attach` has it and the refresh token as `refresh.send` has it, if the endpoint's origin
   * is baseURL's or one of `attach.origins`; to any other origin no token.
   */
  send?: Location | { refresh?: Location; access?: Location }
}

/** Where and how a refresh is made. */
export interface RefreshEndpoint extends Endpoint {
  /** How the refresh token travels. Default `body:refresh_token`. */
  send?: Location
  /** Sent beside it, in the same form: JSON, or form fields with `send: 'form:…'`. */
  body?: Record<string, unknown>
  /**
   * What refuses for good, beside the usual: a 4xx other than 408, 425 and 429, or `success` that does not hold. A 403, 404,
   * 405 or 451 whose body is an HTML document counts as a firewall's or a deploy's and is tried again, unless its status is
   * named here. Default: nothing.
   */
  refused?: {
    /** From 200 to 599. */
    status?: number[]
    /** Matches in a JSON body, whatever the status. */
    body?: BodyMatch | BodyMatch[]
  }
}

/** The value at a dotted path is one of these, compared as `===` does. */
export interface BodyMatch {
  path: string
  in: (string | number | boolean | null)[]
}

/** Tokens that come by another way than a login; times in epoch milliseconds. */
export interface TokenSet {
  access: string
  refresh?: string
  /** Default: the JWT's own `exp`. */
  accessExpiresAt?: number
  /** Default: the JWT's own `exp`. */
  refreshExpiresAt?: number
}

/**
 * What a refresh function is given. It must not wait for a call of its own client that needs a token, such as
 * `auth.getAccessToken()`: that call waits for this refresh. Both end with `REFRESH_UNAVAILABLE` when `refreshTimeout` has
 * passed.
 */
export interface RefreshContext {
  /** `null` when none is known, as with a cookie. */
  readonly refreshToken: string | null
  /** The access token that is to be replaced. It may have expired. */
  readonly accessToken: string
  /**
   * Aborts when `refreshTimeout` has passed or the session has ended. After a logout it does not, if a logout endpoint is configured:
   * what the function brings then is what the server is told to forget.
   */
  readonly signal: AbortSignal
  /** The plain fetch: no token, no refresh. */
  readonly fetch: typeof globalThis.fetch
}

/** What `expired.test` sees of a reply. */
export interface ReplyInfo {
  readonly status: number
  readonly headers: Headers
  /** The parsed JSON body, if there is one of at most `expired.searched` bytes. */
  readonly body: unknown
}

/** `localStorage`'s three methods. Promises are not supported: they are told of as `STORAGE_UNAVAILABLE`. */
export interface TokenStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** The configuration of `createAuth`. Everything is optional. */
export interface AuthConfig {
  /** What relative URL strings are joined to, as axios does. Default: the page's own URL. */
  baseURL?: string
  /**
   * Used by `auth.login()`. An application that keeps its own call there, by `auth.fetch`, a verb or an axios with
   * `attachAuth`, is signed in by a good reply as well, unless `exempt` is false. The call's own outcome stays what it is; tokens
   * are taken neither from a redirect nor from where one led.
   */
  login?: string | Endpoint
  /** How an expired access token is renewed. Without it, its end is the session's. */
  refresh?: string | RefreshEndpoint | ((context: RefreshContext) => Promise<TokenSet>)
  /** Called by `auth.logout()`, best effort, with the old tokens. */
  logout?: string | LogoutEndpoint
  /** Where login and refresh replies carry tokens. The first that is present wins. */
  tokens?: {
    /** Default: `access_token`, `accessToken`, `token`, at the body's root, then under `data`. */
    access?: Location | Location[]
    /** Default: `refresh_token`, `refreshToken`, likewise. */
    refresh?: Location | Location[]
    /**
     * Seconds from now, epoch seconds or milliseconds, ISO 8601, or `YYYY-MM-DD HH:mm:ss`.
     * Default: `expires_in`, `expires_at`, `accessExpires`, then the JWT's `exp`.
     */
    accessExpires?: Location | Location[]
    /** Default: `refresh_expires_in`, `refresh_token_expires_in`, `refreshExpires`, then the JWT's `exp`. */
    refreshExpires?: Location | Location[]
    /** For dates without a zone: `local` (default), `utc`, or an offset such as `+08:00`. */
    timeZone?: string
    /**
     * Origins such as `https://api.example` whose ordinary replies may bring a new token in a configured header (sliding
     * sessions), besides baseURL's. One in `attach.origins` sees the token and may not replace it unless it is listed here,
     * too. What counts is the origin that answered after all redirects. Default: none.
     */
    origins?: string[]
  }
  /** How a request carries the access token. */
  attach?: {
    /** Default `Authorization`. */
    header?: string
    /** Default `Bearer`; an empty string sends the bare token. */
    scheme?: string
    /** Other origins that may receive it, such as `https://api.example`. Default: none but baseURL's. */
    origins?: string[]
    /** Default `follow`; with a header other than Authorization `error`, as browsers strip only that one. */
    redirect?: 'follow' | 'error'
    /** Paths that never carry it and never refresh. So are the endpoints above, each by its own method and URL. */
    exempt?: (string | RegExp)[]
  }
  /** What says "the access token is no longer good". */
  expired?: {
    /** Default `[401]`. */
    status?: number[]
    /** Matches in a JSON body, whatever the status. Default: none, and no body is read. */
    body?: BodyMatch | BodyMatch[]
    /** Asked if neither `status` nor `body` has matched. */
    test?: (reply: ReplyInfo) => boolean | Promise<boolean>
    /**
     * Bytes of a JSON body that `body` and `test` see. A longer one, or one that comes too slowly to be more than a stream, is
     * no JSON to them. Default 1048576.
     */
    searched?: number
  }
  /** What the body of a good login or refresh says. */
  success?: BodyMatch
  /** Default `local`. */
  storage?: 'local' | 'session' | 'memory' | TokenStorage
  /**
   * One key and one back-end (baseURL's origin) are one session; several clients may share it. Applications on one origin
   * with different back-ends need a key each: they leave each other's record alone (warning `STORAGE_KEY_SHARED`), but
   * only the last to sign in stays so over a reload. Default `authflight`.
   */
  storageKey?: string
  /**
   * Storage keys under which an older app left its tokens, as text or as JSON: taken over once, and never again once
   * there was a session (`<storageKey>.adopted` says so). Texts such as `undefined` and `null` are no tokens.
   */
  adopt?: { access: string; refresh?: string }
  /** Renewal ahead of expiry. */
  proactive?: {
    /** Seconds, at most a quarter of the token's lifetime. Default 10. */
    leeway?: number
    /**
     * Renew while no request asks. A token that lives less than 30 seconds is renewed so only if a request has used it.
     * Default true.
     */
    background?: boolean
  }
  /** Transient refresh failures: full-jitter backoff, times in ms. */
  retry?: {
    /** Exchanges in all. Default 3. */
    attempts?: number
    /** Default 300. */
    base?: number
    /** Default 5000. */
    cap?: number
  }
  /** What is kept of a request, so that it can be sent again after a refresh (R7). */
  replay?: {
    /**
     * Bytes of a stream: it is read up to here before it is sent, and then sent as plain bytes, over HTTP/1.1 too. A
     * longer one goes as a stream (over HTTP/2 only), once: if it meets the expiry, its 401 is the answer, with the
     * warning `NOT_REPLAYABLE`. 0 keeps none, for streams that are slow to come. Firefox and Safari send no streams:
     * there all of it is kept. Default 1048576.
     */
    streamLimit?: number
  }
  /** Per call in ms, waiting for a refresh included. Default 0: none. */
  timeout?: number
  /** For one refresh exchange, in ms. Default 10000. */
  refreshTimeout?: number
  /** One refresh for all tabs; logins and logouts follow each other. Default true. */
  crossTab?: boolean
  /** fetch's. Default `same-origin`. */
  credentials?: RequestCredentials
  /**
   * Sent with every call of the verbs and with the login. A function is called for each of them; what it throws, the call
   * rejects with.
   */
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>)
  /** The path that the verbs return as `data`, e.g. `data`. */
  unwrap?: string
  /**
   * What becomes of warnings while nobody listens to `warning`. `console`, the default, prints the first of each code in the
   * page, with its cure; `silent` prints nothing. Either way the first listener gets them.
   */
  warnings?: 'console' | 'silent'
}

/** An immutable picture of the session. It never holds a token. */
export interface Session {
  readonly status: 'signedOut' | 'signedIn' | 'refreshing'
  /** Whether somebody is signed in, also while the token is refreshed. What guards and templates ask. */
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
  upload?: boolean
  download?: boolean
  /** The browser's own event, if there is one. */
  event: unknown
  lengthComputable: boolean
}

/** How `params` are written; a function is `serialize`. */
export type ParamsSerializer =
  | ((params: Record<string, unknown>) => string)
  | {
      /** Writes the whole query. */
      serialize?: (params: Record<string, unknown>, options?: object) => string
      /** Writes one name or value. Default: `encodeURIComponent`, less what axios leaves readable. */
      encode?: (text: string) => string
      /** The items of a list as `a[]` (false, the default), `a[0]` (true) or `a` (null). */
      indexes?: boolean | null
    }

/** axios' names and meanings. */
export interface RequestConfig<D = unknown> {
  /** Joined to `baseURL` when relative. */
  url?: string
  /** Default `get`. Interceptors see it in small letters. */
  method?: string
  /** Instead of the client's. */
  baseURL?: string
  /** Serialised as axios does: `a[]=1&a[]=2`, dates in ISO form, null skipped. */
  params?: Record<string, unknown> | URLSearchParams
  paramsSerializer?: ParamsSerializer
  /**
   * Objects become JSON, or the form that a `Content-Type` of `multipart/form-data` or
   * `application/x-www-form-urlencoded` names; strings are sent as the latter unless the header says otherwise; forms,
   * blobs, buffers and streams go as they are. GET and HEAD send none.
   */
  data?: D
  /** Added to the client's, over which they win. Null and false remove one. Interceptors get a `Headers`. */
  headers?: HeadersInit | Record<string, string | number | boolean | null | undefined>
  /** In ms, waiting for a refresh and the body included; 0 is none. Default: the client's. */
  timeout?: number
  /** Rejects with `ERR_CANCELED`, waiting for a refresh included. */
  signal?: AbortSignal
  /** `true` sends cookies to other origins, `false` to the page's own only. Default: the client's `credentials`. */
  withCredentials?: boolean
  /** Default: JSON if the body is JSON, otherwise text. */
  responseType?: 'json' | 'text' | 'blob' | 'arraybuffer' | 'stream' | 'formdata'
  /** `null` accepts every status. Default: 2xx. */
  validateStatus?: ((status: number) => boolean) | null
  /** Called while the reply's body comes, every 50 ms at the most, and at its end. */
  onDownloadProgress?: (progress: HttpProgressEvent) => void
  /**
   * Called while the body is sent. Such a call is sent by XMLHttpRequest, because fetch does not report it: other origins get
   * a preflight, and the reply comes as a whole. Nothing is reported of a stream longer than `replay.streamLimit`, where
   * redirects are refused (see `attach.redirect`), and in Node.
   */
  onUploadProgress?: (progress: HttpProgressEvent) => void
  /** fetch's. Default `follow`, or what `attach.redirect` says. */
  redirect?: RequestRedirect
  /** `false`: no token, no refresh, no waiting. */
  auth?: boolean
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
   * signed out and refused, at most once a second. `otherTab`: somebody has logged out there. A logout in this tab tells nobody.
   */
  loginRequired: { reason: 'refreshRejected' | 'refreshExpired' | 'noSession' | 'otherTab' }
  /** The session ended. */
  signedOut: { by: 'logout' | 'otherTab' | 'expired' }
  /** A step of a request or a refresh. Costs nothing while nobody listens. */
  trace: { t: number; request?: number; step: string; why: string }
  /** A misconfiguration seen at run time. */
  warning: { code: WarningCode; message: string }
}

/** The codes of `warning`. */
export type WarningCode =
  | 'HEADER_NOT_EXPOSED'
  | 'STORAGE_UNAVAILABLE'
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

/** A client. */
export interface Auth {
  /**
   * Resolves when the module is loaded and the session restored: at once after `createAuth`. After `authFrom` rejects with what
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
    request: InterceptorManager<RequestConfig>
    response: ResponseInterceptors
  }

  /**
   * Posts the credentials and keeps the tokens that the reply carries. It passes through the interceptors. The tokens are
   * those of the reply as it arrived, whatever an interceptor makes of it.
   */
  login<T = unknown, R = HttpResponse<T>>(credentials: unknown, config?: RequestConfig): Promise<R>
  /**
   * Ends the session here and in all tabs at once. The promise waits for the server's answer, at most `refreshTimeout`. A server
   * that says that the access token has expired is asked again with a new one, where one can be had; what it does not confirm is
   * told by `LOGOUT_NOT_CONFIRMED`.
   */
  logout(): Promise<void>
  /** Refreshes, or joins the refresh under way. */
  refresh(): Promise<Session>
  /** The access token, refreshed first if necessary. `null` when signed out. */
  getAccessToken(): Promise<string | null>
  /** Starts a session, e.g. after OAuth or SSO. */
  setTokens(tokens: TokenSet): Promise<Session>

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
export type FetchAuth = Omit<
  Auth,
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
