import { Template } from '#shell/template.js'
import { afterTurn, entered, onDeath } from '#shell/turn.js'
import { readConfig } from './config.ts'
import type { Core, CoreModule } from './core.ts'
import { AuthflightError } from './errors.ts'
import { hooksFor, picked } from './hooks.ts'
import type { Client, Inside, Sessionful } from './inside.ts'
import { Listeners } from './listeners.ts'
import { nobody } from './nobody.ts'
import type { AuthConfig, AuthEvents } from './types.ts'

type EventListeners = { [E in keyof AuthEvents]: Listeners<[AuthEvents[E]]> }

const nothing = () => {}

/**
 * Makes a client of the loaded module. Each call of the application enters the binary through `entered`, with arguments of the
 * types that the binding expects. The application is told of events after the binary has returned (R34).
 * @param internal makes the error for a call to a binary that has failed
 */
export async function createClient(
  module: CoreModule,
  given: AuthConfig,
  internal: () => Error,
): Promise<Client> {
  const [plain, functions] = readConfig(given)
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
  /** Events from before `on` could be called. The first listener of an event gets them. */
  let early: [name: keyof AuthEvents, detail: unknown][] = []
  let started = false

  const hooks = hooksFor(
    functions,
    (name, detail) => afterTurn(() => tell(name, detail)),
    (shown) => {
      session = Object.freeze(shown)
      afterTurn(() => subscribers.tell())
    },
  )
  const tell = (name: keyof AuthEvents, detail: unknown) => {
    if (started) events[name].tell(detail as never)
    else early.push([name, detail])
  }
  const created = await entered(() => module.create(plain, hooks) ?? Promise.reject(internal()))
  started = true
  const loginUrl = created.loginUrl()
  /** Undefined once it is disposed of, because it holds the hooks, and through them everything here. */
  let core: Core | undefined = created
  /** A call into the binary. A binary that has failed returns undefined, and then the call rejects. */
  const call = <T>(make: (core: Core) => T | PromiseLike<T> | undefined): Promise<T> =>
    entered<T>(() => {
      if (!core) throw new AuthflightError('DISPOSED', 'This auth was disposed of.')
      return make(core) ?? Promise.reject(internal())
    })
  let dead = false
  const forget = onDeath(() => {
    dead = true
    tell('warning', { code: 'INTERNAL', message: internal().message })
  })

  const auth: Sessionful = {
    // A request without the token gets fetch's own promise. With the token, the reply takes one microtask more.
    fetch: (...given) => {
      let template: Template
      try {
        if (!given.length) throw new TypeError('fetch: 1 argument required, but only 0 present.')
        template = new Template(...given)
      } catch (error) {
        return Promise.reject(error)
      }
      return call((core) => core.fetch(template) ?? (dead ? undefined : template.pass()))
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
        throw new AuthflightError(
          'CONFIG',
          `auth.on: expected a function, and one of ${Object.keys(events).join(', ')}`,
        )
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
      afterTurn(() => {
        core?.dispose()
        core?.free()
        core = undefined
      })
      forget()
      subscribers.clear()
      for (const listeners of Object.values(events)) listeners.clear()
    },
  }
  const inside: Inside = {
    config: plain,
    headers: functions.headers,
    loginUrl,
    call,
    send: (url, init, base, withoutAuth) => {
      const template = new Template(url, init)
      // The configured base was resolved when the client was made.
      const other = base === plain.baseURL ? undefined : base
      return call((core) => core.send(template, other, withoutAuth))
    },
    failLogin: (login) => afterTurn(() => core?.loginFailed(login)),
    warn: (code, message) => tell('warning', { code, message }),
  }
  return { auth, inside }
}
