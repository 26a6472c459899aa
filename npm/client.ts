import { own } from '#shell/native.js'
import { Template } from '#shell/template.js'
import { afterTurn, entered, onDeath } from '#shell/turn.js'
import { absolute, isObject, readConfig } from './config.ts'
import type { Core, CoreModule } from './core.ts'
import { AuthflightError } from './errors.ts'
import { Gate } from './gate.ts'
import { type Hooks, hooksFor, picked } from './hooks.ts'
import type { Client, Inside, Sessionful } from './inside.ts'
import { Listeners } from './listeners.ts'
import { nobody, notReady } from './nobody.ts'
import type { AuthConfig, AuthEvents, Session } from './types.ts'
import { printWarning } from './warnings.ts'
import { faults, noSuchEvent } from './words.ts'

type EventListeners = { [E in keyof AuthEvents]: Listeners<[AuthEvents[E]]> }

const nothing = () => {}

/** Calls back with the module's promise once it is being loaded. Returns a function that stops this. */
type WhenLoading = (start: (module: Promise<CoreModule>) => void) => () => void

/**
 * Makes a client, whose calls wait for the module. Each call of the application enters the binary through `entered`, with
 * arguments of the types that the binding expects. The application is told of events after the binary has returned (R34).
 * @param internal makes the error for a call to a binary that has failed
 */
export function createClient(given: AuthConfig, internal: () => Error, whenLoading: WhenLoading): Client {
  let config: AuthConfig = own({})
  let headers: Inside['headers']
  let session = notReady
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
  /** Events of the start, and warnings, that nobody listened to yet. The first listener of an event gets them. */
  let early: [name: keyof AuthEvents, detail: unknown][] = []
  const gate = new Gate()
  let loginUrl: string | undefined
  /** Undefined until there is one, and once it is disposed of: it holds the hooks, and through them everything here. */
  let core: Core | undefined
  let disposed = false
  let dead = false
  let forget = nothing

  const show = (shown: Session) => {
    session = shown
    afterTurn(() => subscribers.tell())
  }
  const tell = (name: keyof AuthEvents, detail: unknown) => {
    if (events[name].size > 0) events[name].tell(detail as never)
    else if (name === 'warning') keep(detail as AuthEvents['warning'])
    else if (!gate.isOpen) early.push([name, detail])
  }
  /** Keeps a warning that nobody listens to, the first of each code. */
  const keep = (warning: AuthEvents['warning']) => {
    if (early.some(([, detail]) => (detail as AuthEvents['warning']).code === warning.code)) return
    early.push(['warning', warning])
    if (gate.isOpen) printLater()
  }
  /** Prints the warnings that nobody listens to by the end of this task: the caller of `createAuth` gets the time to. */
  const printLater = () =>
    setTimeout(() => {
      if (disposed || config.warnings === 'silent') return
      for (const [name, detail] of early)
        if (name === 'warning') printWarning(detail as AuthEvents['warning'])
    })
  /** A call into the binary. A binary that has failed returns undefined, and then the call rejects. */
  const enter = <T>(make: (core: Core) => T | PromiseLike<T> | undefined): Promise<T> =>
    entered<T>(() => {
      if (!core) throw gone()
      return make(core) ?? Promise.reject(internal())
    })
  const call: Inside['call'] = (make, signal, timeout) =>
    gate.isOpen ? enter(make) : gate.wait(() => enter(make), { signal, timeout })

  /** Reads the configuration now, because the application may change it while the module is on its way. */
  const begin = () => {
    const [plain, functions] = readConfig(given)
    if (isObject(plain)) config = plain
    headers = functions.headers
    const { baseURL } = config
    // Resolved now: the document's base may change while the module is on its way (R25).
    const resolved = typeof baseURL === 'string' ? { ...config, baseURL: absolute(baseURL) } : plain
    const hooks = hooksFor(
      functions,
      (name, detail) => afterTurn(() => tell(name, detail)),
      (shown) => show(Object.freeze(shown)),
      Boolean(functions.refresh || config.refresh),
    )
    return whenLoading((module) => start(module, resolved, hooks).catch(failed))
  }
  const start = async (loading: Promise<CoreModule>, plain: unknown, hooks: Hooks) => {
    const module = await loading
    if (disposed) return
    const created = await entered(() => module.create(plain, hooks) ?? Promise.reject(internal()))
    core = created
    if (disposed) return release()
    loginUrl = created.loginUrl()
    forget = onDeath(() => {
      dead = true
      tell('warning', { code: 'INTERNAL', message: internal().message })
    })
    if (events.trace.size > 0) created.trace(true)
    if (session === notReady) show(nobody)
    gate.open()
    if (early.length) printLater()
  }
  const failed = (error: unknown) => {
    gate.fail(error)
    show(nobody)
  }
  const release = () =>
    afterTurn(() => {
      core?.dispose()
      core?.free()
      core = undefined
    })
  let stopWaiting = nothing

  const auth: Sessionful = {
    ready: gate.ready,
    // A request without the token gets fetch's own promise. With the token, the reply takes one microtask more.
    fetch: (...given) => {
      let template: Template
      try {
        if (!given.length) throw new TypeError('fetch: 1 argument required, but only 0 present.')
        template = new Template(...given)
      } catch (error) {
        return Promise.reject(error)
      }
      const { baseURL, timeout } = config
      // The document's base may change while the module is on its way (R25).
      if (!gate.isOpen && template.joins && baseURL === undefined) template.url = absolute(template.url)
      return call(
        (core) => core.fetch(template) ?? (dead ? undefined : template.pass()),
        template.signal,
        timeout,
      )
    },
    logout: () => call((core) => core.logout()).then(nothing),
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
        throw new AuthflightError('CONFIG', noSuchEvent(event, Object.keys(events)))
      const stop = events[event].add(listener)
      if (event === 'trace') afterTurn(() => core?.trace(true))
      const missed = early.filter(([name]) => name === event)
      early = early.filter(([name]) => name !== event)
      // Always asynchronous, so that a listener is never called before `on` returns.
      for (const [, detail] of missed) queueMicrotask(() => events[event].tell(detail as never))
      return () => {
        stop()
        if (event === 'trace' && events.trace.size === 0) afterTurn(() => core?.trace(false))
      }
    },
    dispose: () => {
      disposed = true
      stopWaiting()
      gate.close(gone())
      release()
      forget()
      subscribers.clear()
      for (const listeners of Object.values(events)) listeners.clear()
    },
  }
  const inside: Inside = {
    get config() {
      return config
    },
    get headers() {
      return headers
    },
    loginUrl: () => loginUrl,
    call,
    send: (url, init, base, withoutAuth, forLogin) => {
      const template = new Template(url, init)
      // The configured base was resolved when the client was made.
      const other = base === config.baseURL ? undefined : base
      return call((core) => core.send(template, other, withoutAuth, forLogin), template.signal)
    },
    failLogin: (login) => afterTurn(() => core?.loginFailed(login)),
    warn: (code, message) => tell('warning', { code, message }),
  }
  try {
    stopWaiting = begin()
  } catch (error) {
    failed(error)
  }
  return { auth, inside }
}

const gone = () => new AuthflightError('DISPOSED', faults.DISPOSED)
