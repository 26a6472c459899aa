import { resolve } from '#shell/global.js'
import { isRequest, membersOf } from '#shell/input.js'
import { parse } from '#shell/json.js'
import { discard, isUnfollowed, lacksMore, originOf } from '#shell/reply.js'
import { Template } from '#shell/template.js'
import { AuthflightError } from './errors.ts'
import type { TestEvents } from './testing-events.ts'
import { faultOf, type TestSession } from './testing-session.ts'
import type { SentRequest } from './testing-types.ts'
import { transport } from './upload.ts'
import { type Fault, type Warning, warningOf } from './words.ts'
import type { XsrfHeader } from './xsrf.ts'

/** Bytes of a stream that are kept for a replay, as by default in the real client. */
const STREAM_LIMIT = 1_048_576

/** How long the first refusal of an endpoint is the answer after it refused a fresh token, in ms (R5). */
const REFUSING_FOR = 60_000

/** A URL as the platform reads it. */
interface Target {
  href: string
  origin: string
  path: string
}

/** Where requests go, and what sends them. */
export interface Routes {
  base: string
  login: { method: string; target: Target | undefined }
  fetch: typeof globalThis.fetch | undefined
  xsrf: XsrfHeader | undefined
  /** The token's header; false if it has none. */
  attach: false | { header: string; scheme: string }
}

type Send = (input: RequestInfo, init?: RequestInit) => Promise<Response>

/** The requests of a test auth: read, judged and repeated as the real client does it. */
export class TestRequests {
  readonly sent: SentRequest[] = []
  /** What rejects the calls under way when the auth is disposed of. */
  readonly #open: Set<(error: unknown) => void> = new Set()
  readonly #refusing: Map<string, number> = new Map()
  readonly #session: TestSession
  readonly #events: TestEvents
  readonly #routes: Routes
  readonly #backEnd: string | undefined

  constructor(session: TestSession, events: TestEvents, routes: Routes) {
    this.#session = session
    this.#events = events
    this.#routes = routes
    this.#backEnd = resolve(routes.base)?.origin
  }

  warn(code: Warning['code'], about = ''): void {
    this.#events.tell('warning', warningOf({ code, about }))
  }

  /** Reads what fetch takes, once. Throws what fetch would reject with. */
  #template(input: RequestInfo | URL, init: RequestInit | undefined): Template {
    const members = membersOf(init)
    const given = members[transport] as Send | undefined
    const sent: Send = (input, init) => {
      this.#record(input, init)
      const fetch = this.#routes.fetch ?? given ?? globalThis.fetch
      const { [transport]: _, ...rest } = (init ?? {}) as RequestInit & { [transport]?: unknown }
      return fetch(input, rest)
    }
    return new Template(input, { ...members, [transport]: sent } as RequestInit, this.#routes.xsrf)
  }

  /**
   * @param withoutAuth it carries no token
   * @param strict a fault rejects even if there is a reply, which the error holds
   * @param login takes the reply of the application's own call of the login endpoint
   */
  async answer(
    input: RequestInfo | URL,
    init: RequestInit | undefined,
    base: string,
    withoutAuth: boolean,
    strict: boolean,
    login?: (reply: Response) => Promise<Fault | undefined>,
  ): Promise<Response> {
    const template = this.#template(input, init)
    const { signal } = template
    if (signal?.aborted) throw signal.reason
    const target = template.resolve(template.joinsBase ? joined(base, template.url) : template.url, undefined)
    const isLogin = target !== undefined && this.#isLogin(template.method, target)
    const isWithoutAuth = withoutAuth || isLogin || this.#hasOwnHeader(template)
    if (isWithoutAuth || !target || !this.#allows(target.origin)) {
      if (target && !isWithoutAuth && this.#session.id) this.warn('TOKEN_WITHHELD', target.origin)
      const reply = await cutOff(this.#send(template), signal)
      const fault = isLogin && login ? await login(reply) : undefined
      return fault ? orFault(fault, reply, strict) : reply
    }
    return cutOff(this.#carried(template, target, strict), signal, this.#open)
  }

  /** A request that carries the token: it waits for a refresh, and is sent once more after one (R1 to R5, R9). */
  async #carried(template: Template, target: Target, strict: boolean): Promise<Response> {
    const session = this.#session
    if (session.isDisposed) throw faultOf('DISPOSED')
    const { id, asked } = session
    const { signal } = template
    const endpoint = `${template.method} ${target.origin}${target.path}`
    // A stream is read first, so that it can be sent twice.
    if (!template.prepareReplay(STREAM_LIMIT)) await bufferStream(template)
    if (id && id === session.id && (session.isRefreshing || session.isExpired))
      await session.renewed(true, signal)
    for (let isReplay = false; ; isReplay = true) {
      if (signal?.aborted) throw signal.reason
      if (id && session.id !== id) throw faultOf(session.faultAfter(id))
      const { generation } = session
      const reply = await this.#send(template, session.token)
      if (!this.#saysExpired(template, target, reply)) {
        if (reply.status !== 401) this.#refusing.delete(endpoint)
        return reply
      }
      if (!id) return this.#refusedSignedOut(reply, asked, strict)
      if (session.id !== id) return orFault(session.faultAfter(id), reply, strict)
      const isCurrent = generation === session.generation
      if (isReplay) {
        if (isCurrent && !session.isRefreshing) this.#remember(endpoint)
        return reply
      }
      if (session.isRefreshing || isCurrent) {
        if (!session.isRefreshing && this.#refuses(endpoint) && !session.isExpired) return reply
        try {
          await session.renewed(true, signal)
        } catch (error) {
          if (!(error instanceof AuthflightError)) throw error
          return orFault(error.code as Fault, reply, strict)
        }
        if (session.id !== id) return orFault(session.faultAfter(id), reply, strict)
      }
      discard(reply)
    }
  }

  #refusedSignedOut(reply: Response, asked: number, strict: boolean): Response {
    const session = this.#session
    if (session.id) return reply
    session.refusedSignedOut(asked)
    return session.wasSignedIn ? orFault('SESSION_EXPIRED', reply, strict) : reply
  }

  dispose(): void {
    for (const reject of [...this.#open]) reject(faultOf('DISPOSED'))
  }

  #hasOwnHeader(template: Template) {
    const { attach } = this.#routes
    return attach !== false && template.hasHeader(attach.header)
  }

  #send(template: Template, token: string | null = null): Promise<Response> {
    const { attach } = this.#routes
    const { header = '', scheme = '' } = attach || {}
    const value = token === null || !attach ? undefined : scheme ? `${scheme} ${token}` : token
    return new Promise((resolve, reject) => {
      template.send(template.signal, header, value, undefined, undefined, (reply, failed) =>
        failed ? reject(reply) : resolve(reply as Response),
      )
    })
  }

  #allows(origin: string) {
    return origin !== 'null' && origin === this.#backEnd
  }

  #isLogin(method: string, { origin, path, href }: Target) {
    const { method: own, target } = this.#routes.login
    if (method !== own || origin !== target?.origin || path !== target.path) return false
    const query = queryOf(target.href)
    return query === undefined || query === queryOf(href)
  }

  #saysExpired(template: Template, target: Target, reply: Response) {
    if (reply.status !== 401 || lacksMore(reply) || isUnfollowed(reply)) return false
    // A redirect has led to an origin that did not get the token.
    if (!this.#allows(originOf(reply) ?? target.origin)) return false
    if (!template.repeatable) this.warn('NOT_REPLAYABLE')
    return template.repeatable
  }

  #refuses(endpoint: string) {
    const left = (this.#refusing.get(endpoint) ?? 0) - Date.now()
    return left > 0 && left <= REFUSING_FOR
  }

  #remember(endpoint: string) {
    const isNew = !this.#refuses(endpoint)
    this.#refusing.set(endpoint, Date.now() + REFUSING_FOR)
    if (isNew) this.warn('FRESH_TOKEN_REJECTED')
  }

  /** The endpoints that refused the last session's tokens may take the next one's. */
  forgetRefusals(): void {
    this.#refusing.clear()
  }

  #record(input: RequestInfo, init: RequestInit | undefined) {
    const request = isRequest(input) ? input : undefined
    const headers = new Headers(init?.headers ?? request?.headers)
    const body = init?.body ?? undefined
    this.sent.push({
      method: String(init?.method ?? request?.method ?? 'GET').toUpperCase(),
      url: request?.url ?? String(input),
      // happy-dom keeps the names as they were written.
      headers: Object.fromEntries([...headers].map(([name, value]) => [name.toLowerCase(), value])),
      body,
      json: typeof body === 'string' ? parse(body) : undefined,
    })
  }
}

/** A Request that has a body, as an address and an init: its body is read now, because it may be sent twice. */
export async function unpacked(request: Request): Promise<[url: string, init: RequestInit]> {
  const { url, method, headers, credentials, cache, redirect, referrerPolicy, integrity, keepalive, signal } =
    request
  const body = await request.arrayBuffer()
  const rest = { credentials, cache, redirect, referrerPolicy, integrity, keepalive, signal }
  return [url, { method, headers, body, ...rest }]
}

/** As axios joins: one slash between the two, and absolute URLs as they are. */
export function joined(base: string, url: string): string {
  if (!base || /^([a-z][a-z\d+.-]*:)?\/\//i.test(url)) return url
  return url ? `${base.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}` : base
}

const queryOf = (href: string) => /^[^?#]*\?([^#]*)/.exec(href)?.[1]

/** A real reply stays the answer of fetch, unless a refresh may succeed later. */
function orFault(fault: Fault, reply: Response, strict: boolean): Response {
  if (!strict && fault !== 'REFRESH_UNAVAILABLE') return reply
  throw faultOf(fault, { response: reply, status: reply.status })
}

const bufferStream = (template: Template): Promise<void> =>
  new Promise((resolve, reject) => {
    template.bufferStream(STREAM_LIMIT, template.signal, (error, failed) =>
      failed ? reject(error) : resolve(),
    )
  })

/** An abort rejects at once, with the signal's own reason, and so does whoever calls what is added to `open`. */
function cutOff<T>(
  answer: Promise<T>,
  signal: AbortSignal | undefined,
  open: Set<(error: unknown) => void> = new Set(),
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cut = () => reject(signal?.reason)
    const stop = () => {
      open.delete(reject)
      signal?.removeEventListener('abort', cut)
    }
    signal?.addEventListener('abort', cut)
    open.add(reject)
    answer.then(resolve, reject).finally(stop)
  })
}
