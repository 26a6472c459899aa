/**
 * Where a value sits in an HTTP message. A dotted path walks JSON: `body:data.accessToken`; `body` alone is the whole body.
 * `query:`, `form:` and `cookie` are for what is sent; replies carry values in `body:` and `header:`.
 */
export type Location =
  | 'body'
  | `body:${string}`
  | `header:${string}`
  | `query:${string}`
  | `form:${string}`
  | 'cookie'

/** Where a login, refresh or logout goes. */
export interface Endpoint {
  /** Joined to `baseURL` when relative. */
  url: string
  /** Default `POST`. */
  method?: string | undefined
  /**
   * Sent with it, over the client's. A function is called for each sending. It must not wait for a call of its own client that
   * needs a token.
   */
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>) | undefined
  /** fetch's, instead of the client's. `omit` for a server that answers `Access-Control-Allow-Origin: *`. */
  credentials?: RequestCredentials | undefined
  /**
   * Sent beside what the call itself sends, in its form: JSON, or form fields. What the call sends wins. Not with GET.
   */
  body?: Record<string, unknown> | undefined
  /**
   * Whether the application's own requests with this method to this URL (and this query, if `url` has one) go without the
   * token and without a refresh. With `false` they carry it, for back-ends with one URL for everything, as with GraphQL; the
   * login, refresh and logout themselves still pass untouched. Default true.
   */
  exempt?: boolean | undefined
}

/** Where the tokens travel. One location is the refresh token's. `form:` makes a form of the body, `body:` JSON; `cookie` sends none. */
export type SentTokens = Location | { refresh?: Location | undefined; access?: Location | undefined }

/** Where a logout goes, and what it carries there. */
export interface LogoutEndpoint extends Endpoint {
  /**
   * Where the tokens travel; what is not named is not sent, the `Authorization` header included, which a revocation endpoint
   * (RFC 7009) refuses: `send: { refresh: 'form:token' }, body: { client_id }`. The access token goes to baseURL's origin and `attach.origins` only, even if it is named
   * (warning `TOKEN_WITHHELD`).
   *
   * Default: the access token as `attach` has it and the refresh token as `refresh.send` has it, if the endpoint's origin
   * is baseURL's or one of `attach.origins`; to any other origin no token.
   */
  send?: SentTokens | undefined
  /** What stands before a token in a header. Default: `attach.scheme` in `Authorization`, nothing elsewhere. */
  scheme?: string | undefined
}

/** Where and how a refresh is made. */
export interface RefreshEndpoint extends Endpoint {
  /**
   * How the tokens travel. Default `body:refresh_token`. With `{ refresh, access }` the access token that has expired goes
   * along, for servers that want both.
   */
  send?: SentTokens | undefined
  /** What stands before a token in a header. Default: `attach.scheme` in `Authorization`, nothing elsewhere. */
  scheme?: string | undefined
  /** What a good body says, instead of the client's `success`. */
  success?: BodyMatch | undefined
  /**
   * What refuses for good, beside the usual: a 4xx other than 408, 425 and 429, or `success` that does not hold. A 403, 404,
   * 405 or 451 whose body is an HTML document counts as a firewall's or a deploy's and is tried again, unless its status is
   * named here. Default: nothing.
   */
  refused?:
    | {
        /** From 200 to 599. */
        status?: number[] | undefined
        /** Matches in a JSON body, whatever the status. */
        body?: BodyMatch | BodyMatch[] | undefined
      }
    | undefined
}

/** A match in a JSON body. */
export interface BodyMatch {
  /** A dotted path. */
  path: string
  /** The value there is one of these, compared as `===` does. Without it: any but null, false and the empty string. */
  in?: (string | number | boolean | null)[] | undefined
}

/** Tokens that come by another way than a login; times in epoch milliseconds. */
export interface TokenSet {
  access: string
  refresh?: string | undefined
  /** Default: the JWT's own `exp`. */
  accessExpiresAt?: number | undefined
  /** Default: the JWT's own `exp`. */
  refreshExpiresAt?: number | undefined
}

/**
 * What a refresh function is given. It must not wait for a call of its own client that needs a token, such as
 * `auth.getAccessToken()`: that call waits for this refresh. Both end with `REFRESH_UNAVAILABLE` when `refreshTimeout` has
 * passed.
 */
export interface RefreshContext {
  /** `null` when none is known, as with a cookie. */
  readonly refreshToken: string | null
  /** The access token that is to be replaced. It may have expired. `null` when none is known. */
  readonly accessToken: string | null
  /**
   * Aborts when `refreshTimeout` has passed or the session has ended. After a logout it does not, if a logout endpoint is configured:
   * what the function brings then is what the server is told to forget.
   */
  readonly signal: AbortSignal
  /** The plain fetch: no token, no refresh. */
  readonly fetch: typeof globalThis.fetch
}

/**
 * What a logout function is given. The session is over in the page by then. A function that throws an error with an expiry status,
 * such as a Response of 401, is called once more with new tokens, if they can be had; otherwise `LOGOUT_NOT_CONFIRMED` tells it.
 */
export interface LogoutContext {
  /** `null` when none is known, as with a cookie. */
  readonly refreshToken: string | null
  /** `null` when none is known. */
  readonly accessToken: string | null
  /** Aborts when `refreshTimeout` has passed. */
  readonly signal: AbortSignal
  /** The plain fetch: no token, no refresh. */
  readonly fetch: typeof globalThis.fetch
}

/** What `expired.test` sees of a reply. */
export interface ReplyInfo {
  readonly status: number
  readonly headers: Headers
  /** The URL that answered, after all redirects. */
  readonly url: string
  readonly redirected: boolean
  /** `opaqueredirect` for a redirect that was not followed. */
  readonly type: ResponseType
  /** The parsed JSON body, if there is one of at most `expired.searched` bytes. */
  readonly body: unknown
}

/**
 * `localStorage`'s three methods. Each answers at once or by a promise.
 *
 * If `getItem` returns a promise, it is awaited before the client is ready, and again when a refresh begins, so that what another
 * tab has stored is seen: at most 3 s. In between a copy is read, so sign out by `logout()` and not by removing the record.
 * Writes are made one after another, each when the promise of the last one is settled, or after 10 s. Of those of one key that wait, only the
 * newest is made. No call of the client waits for them: a page that is left right after a login may lose it.
 *
 * What throws, rejects or does not answer is told of once (warning `STORAGE_UNAVAILABLE`). The session goes on in memory, and
 * later writes are still tried.
 */
export interface TokenStorage {
  getItem(key: string): string | null | Promise<string | null>
  setItem(key: string, value: string): void | Promise<void>
  removeItem(key: string): void | Promise<void>
}

/** The configuration of `createAuth`. Everything is optional. */
export interface AuthConfig {
  /** What relative URL strings are joined to, as axios does. Default: the page's own URL. */
  baseURL?: string | undefined
  /**
   * Used by `auth.login()`. An application that keeps its own call there, by `auth.fetch`, a verb or an axios with
   * `attachAuth`, is signed in by a good reply as well, unless `exempt` is false. The call's own outcome stays what it is; tokens
   * are taken neither from a redirect nor from where one led.
   */
  login?: string | Endpoint | undefined
  /** How an expired access token is renewed. Without it, its end is the session's. */
  refresh?: string | RefreshEndpoint | ((context: RefreshContext) => Promise<TokenSet>) | undefined
  /** Called by `auth.logout()`, best effort, with the old tokens. */
  logout?: string | LogoutEndpoint | ((context: LogoutContext) => Promise<void>) | undefined
  /**
   * Where login and refresh replies carry tokens. The first that is present wins. By default each name is looked for at the
   * body's root, then under `data`, `tokens`, `data.tokens` and `result`. A token that arrives with `attach.scheme` before it is
   * kept without it.
   */
  tokens?:
    | {
        /** Default: `access_token`, `accessToken`, `token`, `access`, `jwt`, `id_token`. */
        access?: Location | Location[] | undefined
        /** Default: `refresh_token`, `refreshToken`, `refresh`. */
        refresh?: Location | Location[] | undefined
        /**
         * A duration from now, epoch seconds or milliseconds, ISO 8601, or `YYYY-MM-DD HH:mm:ss`.
         * Default: `expires_in`, `expiresIn`, `expires_at`, `expiresAt`, `accessExpires`, then the JWT's `exp`.
         */
        accessExpires?: Location | Location[] | undefined
        /**
         * Default: `refresh_expires_in`, `refreshExpiresIn`, `refresh_token_expires_in`, `refreshExpires`, then the JWT's `exp`.
         */
        refreshExpires?: Location | Location[] | undefined
        /** Of numbers that are durations. Numbers that are by far too large for one are epoch times. Default `seconds`. */
        unit?: 'seconds' | 'milliseconds' | 'minutes' | undefined
        /** For dates without a zone: `local` (default), `utc`, or an offset such as `+08:00`. */
        timeZone?: string | undefined
        /**
         * Origins such as `https://api.example` whose ordinary replies may bring a new token in a configured header (sliding
         * sessions), besides baseURL's. One in `attach.origins` sees the token and may not replace it unless it is listed here,
         * too. What counts is the origin that answered after all redirects. Default: none.
         */
        origins?: string[] | undefined
      }
    | undefined
  /**
   * How a request carries the access token. `false`: not at all, because the session is in cookies of the server's that script
   * cannot read. A login is good when it is 2xx then (and `success` holds), and so is a refresh; `getAccessToken()` gives `null`.
   */
  attach?:
    | false
    | {
        /** Default `Authorization`. */
        header?: string | undefined
        /** Default `Bearer`; an empty string sends the bare token. */
        scheme?: string | undefined
        /** Other origins that may receive it, such as `https://api.example`. Default: none but baseURL's. */
        origins?: string[] | undefined
        /** Default `follow`; with a header other than Authorization `error`, as browsers strip only that one. */
        redirect?: 'follow' | 'error' | undefined
        /** Paths that never carry it and never refresh. So are the endpoints above, each by its own method and URL. */
        exempt?: (string | RegExp)[] | undefined
      }
    | undefined
  /** What says "the access token is no longer good". */
  expired?:
    | {
        /**
         * Default `[401]`. Not a reply whose `WWW-Authenticate` says `insufficient_scope` or `insufficient_user_authentication` (RFC
         * 6750, RFC 9470): a new token would not help. From another origin that header is seen only if
         * `Access-Control-Expose-Headers` names it.
         */
        status?: number[] | undefined
        /** Matches in a JSON body, whatever the status. Default: none, and no body is read. */
        body?: BodyMatch | BodyMatch[] | undefined
        /** JSON bodies that say something else, such as a wrong PIN, whatever the status. Default: none. */
        not?: BodyMatch | BodyMatch[] | undefined
        /**
         * A redirect says it, as from a gateway that sends to its login page. Requests that carry the token go with `redirect:
         * 'manual'` then, unless the call sets its own. Default false.
         */
        redirect?: boolean | undefined
        /** Asked if none of these has matched. */
        test?: ((reply: ReplyInfo) => boolean | Promise<boolean>) | undefined
        /**
         * Bytes of a JSON body that `body`, `not` and `test` see. A longer one, or one that comes too slowly to be more than a stream, is
         * no JSON to them. Default 1048576.
         */
        searched?: number | undefined
      }
    | undefined
  /** What the body of a good login or refresh says. */
  success?: BodyMatch | undefined
  /**
   * `local` (default): localStorage, which all tabs share. `session`: sessionStorage, which is a tab's own: no other tab follows it,
   * and a duplicated tab is another session with the same tokens. `memory`: nothing is stored but, where the refresh needs no token
   * in hand, the mark for `restore`; tabs give each other their tokens by message, so that a session lives as long as one of them. An
   * object: as it keeps it; tabs give each other their tokens by message, and each keeps them in its own object.
   */
  storage?: 'local' | 'session' | 'memory' | TokenStorage | undefined
  /**
   * One key and one back-end (baseURL's origin) are one session; several clients may share it. Applications on one origin
   * with different back-ends need a key each: they leave each other's record alone (warning `STORAGE_KEY_SHARED`), but
   * only the last to sign in stays so over a reload. Default `authflight`.
   */
  storageKey?: string | undefined
  /**
   * Storage keys under which an older app left its tokens, as text or as JSON: taken over once, and never again once
   * there was a session (`<storageKey>.adopted` says so). Texts such as `undefined` and `null` are no tokens.
   */
  adopt?: { access: string; refresh?: string | undefined } | undefined
  /**
   * Whether the server is asked at the start, by a refresh, if nothing is stored that a request could carry and the refresh needs no
   * token in hand (`send: 'cookie'`, or a function). Other tabs that have the tokens are asked first, and all tabs that start together
   * ask the server once. Meanwhile `session.status` is `restoring`; a refusal signs out without `loginRequired`.
   *
   * - `known` (default): if this browser was signed in before. A mark says so: a record under `storageKey` in localStorage that holds
   *   no token. A login writes it, a logout or a refusal removes it. A visitor who was never signed in causes no request.
   * - `always`: in each page, once, whoever visits. For sessions that begin elsewhere, such as on a login page of another application.
   * - `never`: not before `auth.refresh()` is called.
   */
  restore?: 'known' | 'always' | 'never' | undefined
  /**
   * What `auth.user` is: `claims` (default), the claims of the access token, read and never verified; a place in the login's reply,
   * such as `body:data.user`, which is kept beside the tokens; or an endpoint, a URL or its options, which is asked with the token
   * once after a login or a restore, and again by `auth.reloadUser()`. Its JSON is unwrapped as configured.
   */
  user?:
    | string
    | {
        url: string
        method?: string | undefined
        headers?: Record<string, string> | undefined
        credentials?: RequestCredentials | undefined
      }
    | undefined
  /**
   * Ends a session in which nobody is there any more: a logout in all tabs, with `signedOut { by: 'idle' }` and `loginRequired { reason:
   * 'idle' }` in each. Signs of life are keys, pointers, touches, the wheel, a page that becomes visible, a login, and
   * `auth.stayActive()`; those in one tab count in all. Requests and renewed tokens are none. The time is the clock's: after sleep, and
   * when the page is loaded again, it is looked at before anything is sent. `<storageKey>.active` in localStorage has the time of the
   * newest sign (with `storage: 'session'` in sessionStorage). Default: none.
   */
  idle?:
    | {
        /** Seconds without a sign of life, at least 1. */
        after: number
        /** How many seconds before the end `idle` is told; 0 tells nothing. Default 60, at most half of `after`. */
        warn?: number | undefined
      }
    | undefined
  /** Renewal ahead of expiry. */
  proactive?:
    | {
        /** Seconds, at most a quarter of the token's lifetime. Default 10. */
        leeway?: number | undefined
        /**
         * Renew while no request asks. A token that lives less than 30 seconds is renewed so only if a request has used it.
         * Default true.
         */
        background?: boolean | undefined
      }
    | undefined
  /** Transient refresh failures: full-jitter backoff, times in ms. */
  retry?:
    | {
        /** Exchanges in all. Default 3. */
        attempts?: number | undefined
        /** Default 300. */
        base?: number | undefined
        /** Default 5000. */
        cap?: number | undefined
      }
    | undefined
  /** What is kept of a request, so that it can be sent again after a refresh (R7). */
  replay?:
    | {
        /**
         * Bytes of a stream: it is read up to here before it is sent, and then sent as plain bytes, over HTTP/1.1 too. A
         * longer one goes as a stream (over HTTP/2 only), once: if it meets the expiry, its 401 is the answer, with the
         * warning `NOT_REPLAYABLE`. 0 keeps none, for streams that are slow to come. Firefox and Safari send no streams:
         * there all of it is kept. Default 1048576.
         */
        streamLimit?: number | undefined
      }
    | undefined
  /** Per call in ms, waiting for a refresh included. Default 0: none. */
  timeout?: number | undefined
  /** For one refresh exchange, in ms. Default 10000. */
  refreshTimeout?: number | undefined
  /** One refresh for all tabs and workers; logins and logouts follow each other; with every `storage` but `session`. Default true. */
  crossTab?: boolean | undefined
  /** fetch's. Default `same-origin`. */
  credentials?: RequestCredentials | undefined
  /**
   * Sent with every call of the verbs and with login, refresh and logout. A function is called for each sending, a replay
   * included; what it throws, the call rejects with. It must not wait for a call of its own client that needs a token: a refresh
   * calls it as well.
   */
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>) | undefined
  /**
   * Where the page can read the cookie, its value goes in the header with requests to the page's own origin that are not GET or
   * HEAD, from `auth.fetch`, the verbs, login, refresh and logout alike; read anew at each sending, a replay included. To other
   * origins only if `attach.origins` lists them, or with `attach: false` if it is baseURL's. Default: axios' names, `XSRF-TOKEN` and
   * `X-XSRF-TOKEN`.
   */
  xsrf?: false | { cookie?: string | undefined; header?: string | undefined } | undefined
  /** The path that the verbs return as `data`, e.g. `data`. */
  unwrap?: string | undefined
  /**
   * What becomes of warnings while nobody listens to `warning`. `console`, the default, prints the first of each code in the
   * page, with its cure; `silent` prints nothing. Either way the first listener gets them.
   */
  warnings?: 'console' | 'silent' | undefined
}
