import { openEarly } from '#shell/ledger.js'
import { own } from '#shell/native.js'
import { watchSigns } from '#shell/signs.js'
import { Template } from '#shell/template.js'
import { afterTurn, onDeath, runOutsideTurn } from '#shell/turn.js'
import type { Binding, BindingClass } from './binding.ts'
import { absolute, isObject, readConfig } from './config.ts'
import { EarlyEvents } from './early-events.ts'
import { AuthflightError } from './errors.ts'
import { Gate } from './gate.ts'
import { type Hooks, hooksFor, picked } from './hooks.ts'
import type { ClientParts, Inside, Sessionful } from './inside.ts'
import { Listeners } from './listeners.ts'
import { nobody, notReady } from './nobody.ts'
import { RecordWatch } from './record-watch.ts'
import { isStrict } from './strict.ts'
import type { AuthConfig, AuthEvents, Session } from './types.ts'
import { Who } from './user.ts'
import { faults, noSuchEvent } from './words.ts'
import { type XsrfHeader, xsrfOf } from './xsrf.ts'

type EventListeners = { [E in keyof AuthEvents]: Listeners<[AuthEvents[E]]> }

const nothing = () => {}
const settled = Promise.resolve()

/** Calls back with the module's promise once it is being loaded. Returns a function that stops this. */
type WhenLoading = (start: (module: Promise<BindingClass>) => void) => () => void

/**
 * Makes a client, whose calls wait for the module. Each call of the application enters the binary through `runOutsideTurn`, with
 * arguments of the types that the binding expects. The application is told of events after the binary has returned (R34).
 * @param internal makes the error for a call to a binary that has failed
 */
export function createClient(
  given: AuthConfig,
  internal: () => Error,
  whenLoading: WhenLoading,
): ClientParts {
  let config: AuthConfig = own({})
  let headers: Inside['headers']
  let xsrf: XsrfHeader | undefined
  let loginHeaders: Inside['loginHeaders']
  let session = notReady
  const subscribers = new Listeners<[]>()
  const events: EventListeners = {
    signedIn: new Listeners(),
    refreshed: new Listeners(),
    refreshFailed: new Listeners(),
    loginRequired: new Listeners(),
    signedOut: new Listeners(),
    userChanged: new Listeners(),
    idle: new Listeners(),
    active: new Listeners(),
    trace: new Listeners(),
    warning: new Listeners(),
  }
  const gate = new Gate()
  let loginUrl: string | undefined
  /** Undefined until there is one, and once it is disposed of: it holds the hooks, and through them everything here. */
  let binding: Binding | undefined
  let disposed = false
  let dead = false
  let forget = nothing
  let stopWatching = nothing
  let closeEarly = nothing

  const early = new EarlyEvents(() => disposed || config.warnings === 'silent')
  const record = new RecordWatch(() => binding)
  /** Calls listeners after the turn; or, of what a reading has found, later, because the reader may be rendering. */
  const callListeners = (tell: () => void) => {
    if (record.isNoticing) settled.then(tell)
    else afterTurn(tell)
  }
  const show = (shown: Session) => {
    session = shown
    record.recordWritten()
    callListeners(() => subscribers.tell())
  }
  const tell = (name: keyof AuthEvents, detail: unknown) => {
    if (name === 'signedIn') who.signedIn((detail as AuthEvents['signedIn']).by)
    if (events[name].size > 0) return events[name].tell(detail as never)
    if (gate.isOpen && name !== 'warning') return
    early.keep(name, detail)
    if (gate.isOpen) early.printLater()
  }
  /** A call into the binary. A binary that has failed returns undefined, and then the call rejects. */
  const enter = <T>(make: (binding: Binding) => T | PromiseLike<T> | undefined): Promise<T> =>
    runOutsideTurn<T>(() => {
      if (!binding) throw gone()
      return make(binding) ?? Promise.reject(internal())
    })
  const call: Inside['call'] = (make, signal, timeout) =>
    gate.isOpen ? enter(make) : gate.wait(() => enter(make), { signal, timeout })

  /** Reads the configuration now, because the application may change it while the module is on its way. */
  const begin = () => {
    const [plain, functions] = readConfig(given)
    if (isObject(plain)) config = plain
    headers = functions.headers
    loginHeaders = functions.loginHeaders
    if (!functions.storage) record.start(config)
    const { baseURL } = config
    // Resolved now: the document's base may change while the module is on its way (R25).
    xsrf = xsrfOf(config)
    const resolved = typeof baseURL === 'string' ? { ...config, baseURL: absolute(baseURL) } : plain
    const hooks = hooksFor(
      functions,
      (name, detail) => callListeners(() => tell(name, detail)),
      (shown, identity) => {
        // First, so that a subscriber who reads the user reads that of the new session.
        who.identify(identity)
        show(Object.freeze(shown))
        callListeners(() => who.compare())
      },
      Boolean(functions.refresh || config.refresh),
      config as Pick<AuthConfig, 'attach'> & { headers?: HeadersInit },
      xsrf,
    )
    return whenLoading((module) => start(module, resolved, hooks).catch(failed))
  }
  const start = async (loading: Promise<BindingClass>, plain: unknown, hooks: Hooks) => {
    // The database opens meanwhile. A session of this tab alone has no use for it.
    if (config.storage !== 'session') closeEarly = openEarly()
    const module = await loading
    if (disposed) return
    const created = await runOutsideTurn(() => module.create(plain, hooks) ?? Promise.reject(internal()))
    binding = created
    closeEarly()
    if (disposed) return release()
    loginUrl = created.loginUrl()
    forget = onDeath(() => {
      dead = true
      // Nobody will tell how the restore has ended.
      if (session.status === 'restoring') show(nobody)
      tell('warning', { code: 'INTERNAL', message: internal().message })
    })
    if (events.trace.size > 0) created.trace(true)
    if (config.idle) stopWatching = watchSigns(() => binding?.signOfLife())
    if (session === notReady) show(nobody)
    gate.open()
    early.printLater()
  }
  const failed = (error: unknown) => {
    closeEarly()
    gate.fail(error)
    show(nobody)
  }
  const release = () =>
    afterTurn(() => {
      binding?.dispose()
      binding?.free()
      binding = undefined
    })
  let stopWaiting = nothing

  const auth: Sessionful = {
    ready: gate.ready,
    // A request without the token gets fetch's own promise. With the token, the reply takes one microtask more.
    fetch: (...given) => {
      let template: Template
      try {
        if (!given.length) throw new TypeError('fetch: 1 argument required, but only 0 present.')
        template = new Template(given[0], given[1], xsrf)
      } catch (error) {
        return Promise.reject(error)
      }
      const { baseURL, timeout } = config
      // The document's base may change while the module is on its way (R25).
      if (!gate.isOpen && template.joinsBase && baseURL === undefined) template.url = absolute(template.url)
      return call(
        (binding) => binding.fetch(template, isStrict(given[1])) ?? (dead ? undefined : template.pass()),
        template.signal,
        timeout,
      )
    },
    logout: () => call((binding) => binding.logout()).then(nothing),
    refresh: () => call((binding) => binding.refresh()).then(() => session),
    getAccessToken: () => call((binding) => binding.getAccessToken()),
    setTokens: async (tokens) => {
      const given = picked(tokens)
      await call((binding) => binding.setTokens(given))
      return session
    },
    get user() {
      record.look()
      return who.user
    },
    get claims() {
      record.look()
      return who.claims as Readonly<Record<string, unknown>> | null
    },
    reloadUser: () => call(() => who.reload()),
    stayActive: () => {
      call((binding) => binding.signOfLife()).catch(nothing)
    },
    get session() {
      record.look()
      return session
    },
    subscribe: (listener) => subscribers.add(listener),
    on: (event, listener) => {
      if (!Object.hasOwn(events, event) || typeof listener !== 'function')
        throw new AuthflightError('CONFIG', noSuchEvent(event, Object.keys(events)))
      if (event === 'userChanged') who.listen()
      const stop = events[event].add(listener)
      if (event === 'trace') afterTurn(() => binding?.trace(true))
      // Always asynchronous, so that a listener is never called before `on` returns.
      for (const detail of early.take(event)) queueMicrotask(() => events[event].tell(detail as never))
      return () => {
        stop()
        if (event === 'trace' && events.trace.size === 0) afterTurn(() => binding?.trace(false))
      }
    },
    dispose: () => {
      disposed = true
      stopWaiting()
      stopWatching()
      closeEarly()
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
    get loginHeaders() {
      return loginHeaders
    },
    loginUrl: () => loginUrl,
    call,
    send: (url, init, base, withoutAuth, forLogin) => {
      const template = new Template(url, init, xsrf)
      // The configured base was resolved when the client was made.
      const other = base === config.baseURL ? undefined : base
      return call((binding) => binding.send(template, other, withoutAuth, forLogin), template.signal)
    },
    endLogin: (login) => afterTurn(() => binding?.loginEnded(login)),
    warn: (code, message) => tell('warning', { code, message }),
  }
  const who = new Who({
    binding: () => binding,
    isSignedIn: () => session.signedIn,
    inside,
    listening: () => events.userChanged.size,
    tell: (detail) => callListeners(() => tell('userChanged', detail)),
  })
  try {
    stopWaiting = begin()
  } catch (error) {
    failed(error)
  }
  return { auth, inside }
}

const gone = () => new AuthflightError('DISPOSED', faults.DISPOSED)
