import { openEarly } from '#shell/ledger.js'
import { own } from '#shell/native.js'
import { watchSigns } from '#shell/signs.js'
import { Template } from '#shell/template.js'
import { afterTurn, onDeath, runOutsideTurn } from '#shell/turn.js'
import type { Binding, BindingClass } from './binding.ts'
import { callbacksFor } from './callbacks.ts'
import { absolute, type ConfiguredFunctions, isObject, readConfig } from './config.ts'
import { AuthflightError } from './errors.ts'
import { Events } from './events.ts'
import { Gate } from './gate.ts'
import { type Hooks, hooksFor } from './hooks.ts'
import type { Inside, Sending } from './inside.ts'
import { Listeners } from './listeners.ts'
import { nobody, notReady } from './nobody.ts'
import { RecordWatch } from './record-watch.ts'
import { isStrict } from './strict.ts'
import type { AuthConfig, AuthEvents, Session } from './types.ts'
import { UserState } from './user.ts'
import { faults } from './words.ts'
import { type XsrfHeader, xsrfOf } from './xsrf.ts'

const nothing = () => {}
const settled = Promise.resolve()

/** Calls back with the module's promise once it is being loaded. Returns a function that stops this. */
type WhenLoading = (start: (module: Promise<BindingClass>) => void) => () => void

/**
 * A client, whose calls wait for the module. Each call of the application enters the binary through `runOutsideTurn`, with
 * arguments of the types that the binding expects. The application is told of events after the binary has returned (R34).
 */
export class Client implements Inside {
  config: AuthConfig = own({})
  headers: ConfiguredFunctions['headers']
  loginHeaders: ConfiguredFunctions['loginHeaders']
  /** As the application reads it. */
  session: Session = notReady
  /** Calls wait here until the module is there. */
  readonly gate: Gate = new Gate()
  /** Whether the page itself has changed the record. */
  readonly record: RecordWatch = new RecordWatch(() => this.#binding)
  readonly subscribers: Listeners<[]> = new Listeners()
  readonly events: Events = new Events(() => this.#isDisposed || this.config.warnings === 'silent')
  readonly user: UserState
  readonly #internal: () => Error
  #xsrf: XsrfHeader | undefined
  #loginUrl: string | undefined
  /** Undefined until there is one, and once it is disposed of: it holds the hooks, and through them everything here. */
  #binding: Binding | undefined
  #isDisposed = false
  /** Whether the binary has failed. */
  #isDead = false
  /** What listeners are told once they can ask the binary about it. Undefined as soon as they can. */
  #untold: (() => void)[] | undefined = []
  #stopWaiting: () => void = nothing
  #closeEarly: () => void = nothing
  #forget: () => void = nothing
  #stopWatching: () => void = nothing

  /** @param internal makes the error for a call to a binary that has failed */
  constructor(given: AuthConfig, internal: () => Error, whenLoading: WhenLoading) {
    this.#internal = internal
    this.user = new UserState({
      binding: () => this.#binding,
      isSignedIn: () => this.session.signedIn,
      inside: this,
      listening: () => this.events.count('userChanged'),
      tell: (detail) => this.#callListeners(() => this.#tell('userChanged', detail)),
    })
    try {
      const [plain, hooks] = this.#read(given)
      this.#stopWaiting = whenLoading((module) =>
        this.#start(module, plain, hooks).catch((error: unknown) => this.#failed(error)),
      )
    } catch (error) {
      this.#failed(error)
    }
  }

  /** Reads the configuration now, because the application may change it while the module is on its way. */
  #read(given: AuthConfig): [plain: unknown, Hooks] {
    const [plain, functions] = readConfig(given)
    if (isObject(plain)) this.config = plain
    const { config } = this
    this.headers = functions.headers
    this.loginHeaders = functions.loginHeaders
    if (!functions.storage) this.record.start(config)
    this.#xsrf = xsrfOf(config)
    const ofConfig = config as Pick<AuthConfig, 'attach'> & { headers?: HeadersInit }
    const callbacks = callbacksFor(functions, ofConfig, this.#xsrf)
    const hooks = hooksFor(callbacks, callbacks.hasRefresh || Boolean(config.refresh), {
      emit: (name, detail) => this.#callListeners(() => this.#tell(name, detail)),
      show: (shown, identity) => {
        // First, so that a subscriber who reads the user reads that of the new session.
        this.user.identify(identity)
        this.#show(Object.freeze(shown))
        this.#callListeners(() => this.user.compare())
      },
    })
    const { baseURL } = config
    // Resolved now: the document's base may change while the module is on its way (R25).
    return [typeof baseURL === 'string' ? { ...config, baseURL: absolute(baseURL) } : plain, hooks]
  }

  async #start(loading: Promise<BindingClass>, plain: unknown, hooks: Hooks): Promise<void> {
    // The database opens meanwhile. A session of this tab alone has no use for it.
    if (this.config.storage !== 'session') this.#closeEarly = openEarly()
    const module = await loading
    if (this.#isDisposed) return
    const created = await runOutsideTurn(
      () => module.create(plain, hooks) ?? Promise.reject(this.#internal()),
    )
    this.#binding = created
    this.#closeEarly()
    if (this.#isDisposed) return this.#release()
    this.#loginUrl = created.loginUrl()
    this.#forget = onDeath(() => this.#died())
    if (this.events.count('trace') > 0) created.trace(true)
    if (this.config.idle) this.#stopWatching = watchSigns(() => this.#binding?.signOfLife())
    if (this.session === notReady) this.#show(nobody)
    this.#tellUntold()
    this.events.started()
    this.gate.open()
  }

  #failed(error: unknown): void {
    this.#closeEarly()
    this.gate.fail(error)
    this.#show(nobody)
    this.#tellUntold()
  }

  /** The binary has failed. */
  #died(): void {
    this.#isDead = true
    // Nobody will tell how the restore has ended.
    if (this.session.status === 'restoring') this.#show(nobody)
    this.warn('INTERNAL', this.#internal().message)
  }

  /** Calls listeners after the turn; or, of what a reading has found, later, because the reader may be rendering. */
  #callListeners(tell: () => void): void {
    if (this.#untold) this.#untold.push(tell)
    else if (this.record.isNoticing) settled.then(tell)
    else afterTurn(tell)
  }

  /** The binary is there, or will never be. */
  #tellUntold(): void {
    const untold = this.#untold ?? []
    this.#untold = undefined
    for (const tell of untold) this.#callListeners(tell)
  }

  #show(shown: Session): void {
    this.session = shown
    this.record.recordWritten()
    this.#callListeners(() => this.subscribers.tell())
  }

  #tell(name: keyof AuthEvents, detail: unknown): void {
    if (name === 'signedIn') this.user.signedIn((detail as AuthEvents['signedIn']).by)
    this.events.tell(name, detail)
  }

  /** A call into the binary. A binary that has failed returns undefined, and then the call rejects. */
  #enter<T>(make: (binding: Binding) => T | PromiseLike<T> | undefined): Promise<T> {
    return runOutsideTurn<T>(() => {
      if (!this.#binding) throw gone()
      return make(this.#binding) ?? Promise.reject(this.#internal())
    })
  }

  call<T>(
    make: (binding: Binding) => T | PromiseLike<T> | undefined,
    signal?: AbortSignal,
    timeout?: number,
  ): Promise<T> {
    if (this.gate.isOpen) return this.#enter(make)
    return this.gate.wait(() => this.#enter(make), { signal, timeout })
  }

  /** Tells the binary, if there is one. */
  notify(tell: (binding: Binding) => void): void {
    afterTurn(() => {
      if (this.#binding) tell(this.#binding)
    })
  }

  /** A request without the token gets fetch's own promise. With the token, the reply takes one microtask more. */
  fetch(input: RequestInfo | URL, init: RequestInit | undefined): Promise<Response> {
    const template = new Template(input, init, this.#xsrf)
    const { baseURL, timeout } = this.config
    // The document's base may change while the module is on its way (R25).
    if (!this.gate.isOpen && template.joinsBase && baseURL === undefined)
      template.url = absolute(template.url)
    return this.call(
      (binding) => binding.fetch(template, isStrict(init)) ?? (this.#isDead ? undefined : template.pass()),
      template.signal,
      timeout,
    )
  }

  send(url: string, init: RequestInit, base: string, sending: Sending): Promise<Response> {
    const { withoutAuth = false, forLogin = false, announced } = own(sending)
    const template = new Template(url, init, this.#xsrf)
    // The configured base was resolved when the client was made.
    const other = base === this.config.baseURL ? undefined : base
    return this.call(
      (binding) => binding.send(template, other, withoutAuth, forLogin, announced),
      template.signal,
    )
  }

  withdraw(announced: number): void {
    this.notify((binding) => binding.withdrawn(announced))
  }

  loginUrl(): string | undefined {
    return this.#loginUrl
  }

  endLogin(login: number): void {
    this.notify((binding) => binding.loginEnded(login))
  }

  warn(code: AuthEvents['warning']['code'], message: string): void {
    this.#tell('warning', { code, message })
  }

  dispose(): void {
    this.#isDisposed = true
    this.#stopWaiting()
    this.#stopWatching()
    this.#closeEarly()
    this.gate.close(gone())
    this.#release()
    this.#forget()
    // Nobody will tell how the restore has ended.
    if (this.session.status === 'restoring') this.#show(nobody)
    this.subscribers.clear()
    this.events.clear()
  }

  #release(): void {
    afterTurn(() => {
      this.#binding?.dispose()
      this.#binding?.free()
      this.#binding = undefined
    })
  }
}

const gone = () => new AuthflightError('DISPOSED', faults.DISPOSED)
