import { timeoutError } from '#shell/cutoff.js'
import { own } from '#shell/native.js'
import { afterTurn } from '#shell/turn.js'
import type { Binding } from './binding.ts'
import { AuthflightError, isAuthflightError } from './errors.ts'
import type { Inside } from './inside.ts'
import { lasting } from './lasting.ts'
import type { AuthConfig, AuthEvents } from './types.ts'
import { unwrapped } from './unwrap.ts'
import { faults, userLate, userNotJson, userRefused, userUnanswered } from './words.ts'

/** What tells one user from another, as the binary counts. */
export interface Identity {
  /** That of the tokens. */
  revision: number
  /** Sessions so far. */
  sessions: number
  /** How often something new was said of a user. */
  users: number
}

/** What a part of the client needs to know who is signed in. */
interface UserDeps {
  binding(): Binding | undefined
  isSignedIn(): boolean
  inside: Pick<Inside, 'config' | 'send'>
  /** How many listen to `userChanged`. */
  listening(): number
  tell(detail: AuthEvents['userChanged']): void
}

/** How long a tab waits, in ms, while another one asks for the user. */
const PATIENCE = 5000
/** What another tab was told may be on its way here for so long, in ms. */
const CROSSING = 500
/** The tab of the login is the one that asks. So long, in ms, the others let it. */
const HEAD_START = 50

/** A value, and the text by which it is compared. */
interface Known {
  /** The counts for which it was read. */
  of: string
  text: string | undefined
  value: unknown
}
const nothingKnown: Known = { of: '', text: undefined, value: null }

/** Plain data of the page's own kind, frozen through and through. */
const frozen = (text: string): unknown => JSON.parse(text, (_, item) => Object.freeze(item))

/**
 * Runs a task while no other tab does, if the platform has locks: one tab asks, and the others hear what it was told. The task
 * learns whether it had to wait for another tab's.
 */
async function underUserLock(name: string, task: (waited: boolean) => Promise<void>): Promise<void> {
  let begun = false
  const run = (waited: boolean) => {
    begun = true
    return task(waited)
  }
  try {
    const { locks } = navigator
    await locks.request(name, own({ ifAvailable: true }), (lock) => lock && run(false))
    if (!begun) await locks.request(name, own({ signal: AbortSignal.timeout(PATIENCE) }), () => run(true))
  } catch (error) {
    if (begun) throw error
    await run(false)
  }
}

/** What the endpoint says. Its status and its body are judged here; a connection that breaks is the caller's to name. */
async function answerOf(response: Response): Promise<unknown> {
  const { status } = response
  if (!response.ok) {
    const code = status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE'
    throw new AuthflightError(code, userRefused(status), { response, status })
  }
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AuthflightError('ERR_BAD_RESPONSE', userNotJson, { response, status, cause })
  }
}

/**
 * Who is signed in (R32): the claims of the present token, or what the back-end says. It is read when somebody asks, and null as
 * soon as the session is over.
 */
export class UserState {
  #deps
  #identity: Identity = { revision: 0, sessions: 0, users: 0 }
  #claims = nothingKnown
  #user = nothingKnown
  /** The text of the user that listeners were told of last. */
  #told: string | undefined
  #loading: { sessions: number; user: Promise<unknown> } | undefined
  /** The first asking of a session, which may wait for what another tab is told. */
  #first: { sessions: number; done: Promise<void> } | undefined
  /** Those that wait for what another tab is told. */
  readonly #waiting: Set<() => void> = new Set()
  /** What the end of the client cuts short. */
  readonly #open: Set<(error: Error) => void> = new Set()

  constructor(deps: UserDeps) {
    this.#deps = deps
  }

  /** The claims of the token, read and never verified. */
  get claims(): unknown {
    const { revision, sessions } = this.#identity
    this.#claims = this.#read(this.#claims, `${sessions}.${revision}`, (binding) => binding.claims())
    return this.#claims.value
  }

  get user(): unknown {
    if (!this.#source) return this.claims
    const { sessions, users, revision } = this.#identity
    this.#user = this.#read(this.#user, `${sessions}.${users}.${revision}`, (binding) => binding.user())
    return this.#user.value
  }

  /** The session is another one, or its tokens or its user are. */
  identify(identity: Identity): void {
    this.#identity = identity
  }

  /** Tells whoever waits or listens, if the user is another one. */
  compare(): void {
    for (const look of this.#waiting) look()
    if (this.#deps.listening() === 0) return
    const text = this.#text
    if (text === this.#told) return
    this.#told = text
    this.#deps.tell({ user: this.user })
  }

  /** Somebody begins to listen, and is told of what changes from now on. */
  listen(): void {
    if (this.#deps.listening() === 0) this.#told = this.#text
  }

  /** A session began: its user is asked for, unless it is known or another tab has asked. */
  signedIn(by: AuthEvents['signedIn']['by']): void {
    if (!this.#endpoint || this.#deps.binding()?.user() !== undefined) return
    const { sessions } = this.#identity
    const ask = async (waited: boolean) => {
      if (waited && this.#isMissing(sessions)) await this.#userArrived(sessions, CROSSING)
      if (this.#isMissing(sessions)) await this.#loaded(sessions)
    }
    const name = `authflight:user:${this.#deps.inside.config.storageKey ?? 'authflight'}`
    const askUnderLock = async () => {
      if (by !== 'login') await this.#userArrived(sessions, HEAD_START)
      if (this.#isMissing(sessions)) await underUserLock(name, ask)
    }
    const first = { sessions, done: askUnderLock() }
    this.#first = first
    const done = () => {
      if (this.#first === first) this.#first = undefined
    }
    first.done.then(done, (cause: unknown) => {
      done()
      // A failure for a session that is over is of no interest.
      if (this.#identity.sessions === sessions) this.#deps.tell({ user: null, cause })
    })
  }

  /** Whether this session is present, and nothing is known of its user. */
  #isMissing(sessions: number): boolean {
    const binding = this.#deps.binding()
    return this.#identity.sessions === sessions && binding !== undefined && binding.user() === undefined
  }

  /** Resolves once another tab has told who it is, this session is over, or so many ms have passed. */
  async #userArrived(sessions: number, patience: number): Promise<void> {
    let look = () => {}
    await new Promise<void>((resolve) => {
      look = () => {
        if (!this.#isMissing(sessions)) resolve()
      }
      this.#waiting.add(look)
      setTimeout(resolve, patience)
    })
    this.#waiting.delete(look)
  }

  /**
   * Asks the endpoint, or joins who asks already. What it says of a session that is over is not taken: if another one has begun
   * meanwhile, its user is asked for.
   */
  async reload(): Promise<unknown> {
    let leave = (_: Error) => {}
    const ended = new Promise<never>((_, reject) => {
      leave = reject
    })
    this.#open.add(leave)
    try {
      return await Promise.race([this.#reloaded(), ended])
    } finally {
      this.#open.delete(leave)
    }
  }

  /** The client is disposed of: nobody goes on waiting for an answer, of which the body may be on its way. */
  end(): void {
    for (const leave of this.#open) leave(new AuthflightError('DISPOSED', faults.DISPOSED))
    for (const look of this.#waiting) look()
  }

  async #reloaded(): Promise<unknown> {
    if (!this.#endpoint || !this.#deps.isSignedIn()) return this.user
    const { sessions } = this.#identity
    const isPresent = () => this.#identity.sessions === sessions
    try {
      await (this.#first?.sessions === sessions ? this.#first.done : this.#loaded(sessions))
    } catch (error) {
      if (isPresent()) throw error
    }
    return isPresent() ? this.user : this.#reloaded()
  }

  /** Asks the endpoint, once at a time. */
  #loaded(sessions: number): Promise<unknown> {
    const endpoint = this.#endpoint
    if (endpoint && this.#loading?.sessions !== sessions) {
      const user = this.#load(sessions, endpoint)
      const loading = { sessions, user }
      this.#loading = loading
      const done = () => {
        if (this.#loading === loading) this.#loading = undefined
      }
      user.then(done, done)
    }
    return this.#loading?.user ?? Promise.resolve()
  }

  get #source(): AuthConfig['user'] {
    const { user } = this.#deps.inside.config
    return user === 'claims' ? undefined : user
  }

  get #endpoint() {
    const source = this.#source
    if (typeof source === 'string') return source.startsWith('body:') ? undefined : { url: source }
    // What is undefined was left out when the configuration was read.
    return source as ({ url: string } & RequestInit) | undefined
  }

  async #load(sessions: number, { url, ...init }: { url: string } & RequestInit): Promise<void> {
    const { inside } = this.#deps
    const { timeout = 0 } = inside.config
    const controller = new AbortController()
    const { signal } = controller
    const cut = (error: Error) => controller.abort(error)
    const expire = () => cut(timeoutError())
    const timer = timeout > 0 ? setTimeout(expire, Math.min(timeout, 2 ** 31 - 1)) : undefined
    this.#open.add(cut)
    try {
      const asked = own({ cache: 'no-store', ...init, signal } as const)
      const response = await inside.send(url, asked, inside.config.baseURL ?? '', {})
      const body = await answerOf(response)
      afterTurn(() => this.#deps.binding()?.userLoaded(sessions, unwrapped(body, inside.config.unwrap)))
    } catch (cause) {
      if (isAuthflightError(cause)) throw cause
      throw signal.aborted
        ? new AuthflightError('ECONNABORTED', userLate(timeout), { cause })
        : new AuthflightError('ERR_NETWORK', userUnanswered, { cause })
    } finally {
      clearTimeout(timer)
      this.#open.delete(cut)
    }
  }

  #read(before: Known, of: string, ask: (binding: Binding) => unknown): Known {
    const binding = this.#deps.binding()
    if (!this.#deps.isSignedIn() || !binding) return nothingKnown
    if (before.of === of) return before
    let known = before
    afterTurn(() => {
      const found = ask(binding)
      const text = found === undefined ? undefined : JSON.stringify(found)
      // The same object as before, for whoever compares it.
      const value = text === before.text ? before.value : text === undefined ? null : frozen(text)
      known = { of, text, value }
    })
    return known
  }

  get #text(): string | undefined {
    const { user } = this
    return user === null ? undefined : JSON.stringify(user, this.#source ? undefined : lasting)
  }
}
