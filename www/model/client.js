/** The client in use. The reader changes the dialect or the idle time, and with it the client; the views keep to this one. */
import { baseOf, offered, usageOf } from '../dialects.js'
import { drop, recall, remember } from '../memory.js'

/** @typedef {import('../../npm/types.ts').Auth} Auth */
/** @typedef {import('../../npm/types.ts').AuthConfig} AuthConfig */
/** @typedef {import('../../npm/types.ts').AuthEvents} AuthEvents */
/** @typedef {import('../dialects.js').DialectName} DialectName */
/** @typedef {Awaited<ReturnType<typeof startClient>>} Client */

/** What the reader chooses for all tabs, as they have one session. @typedef {{ dialect: DialectName, idle: number }} Choice */
/** @typedef {keyof Choice | 'config'} Changed */
const DIALECT = 'authflight-demo-dialect'
const IDLE = 'authflight-demo-idle'

/** Where the package keeps the time of the newest sign of life. */
const ACTIVE = 'authflight.active'

/** The seconds after which nobody is there any more, and for how many of them the reader is asked. @type {Record<number, number>} */
const warnings = { 20: 10, 60: 20 }

/** @returns {name is DialectName} */
const isDialect = (/** @type {string | null} */ name) => name !== null && Object.hasOwn(offered, name)

/** What was chosen at the last visit, or in the other tabs. @returns {Choice} */
function remembered() {
  const name = recall(DIALECT)
  const after = Number(recall(IDLE))
  return { dialect: isDialect(name) ? name : 'bearer', idle: after in warnings ? after : 0 }
}

/** The configuration that the page uses. @returns {AuthConfig} */
export function configOf(/** @type {Choice} */ { dialect, idle }) {
  const { user } = usageOf(dialect)
  return {
    baseURL: baseOf(dialect),
    ...offered[dialect],
    ...(user !== 'claims' && { user }),
    ...(idle > 0 && { idle: { after: idle, warn: warnings[idle] } }),
  }
}

/** Resolves once a new client knows whether somebody is signed in, and has told so. */
const begun = (/** @type {Auth} */ auth) =>
  new Promise((/** @type {(value?: void) => void} */ resolve) => {
    const look = () => auth.session.status === 'signedOut' && resolve()
    auth.on('signedIn', () => resolve())
    auth.subscribe(look)
    look()
  })

/** @param {(config: AuthConfig) => Promise<Auth>} createAuth */
export async function startClient(createAuth) {
  let chosen = remembered()
  /** The configuration as the reader has edited it, in this tab. @type {AuthConfig | null} */
  let edited = null
  const config = () => edited ?? configOf(chosen)
  let auth = await createAuth(config())
  /** What connects each view to a client. @type {Set<(auth: Auth) => unknown>} */
  const connections = new Set()
  /** @type {Set<(what: Changed) => void>} */
  const changes = new Set()
  /** The calls that the client has not answered yet. @type {Set<Promise<unknown>>} */
  const underWay = new Set()
  let changing = Promise.resolve()

  const connect = (/** @type {(auth: Auth) => unknown} */ connection) => {
    connections.add(connection)
    connection(auth)
  }

  /**
   * Calls the client; the next one, while there is a change.
   * @template T
   * @param {() => Promise<T>} start
   */
  async function call(start) {
    await changing
    const answer = start()
    underWay.add(answer)
    const done = () => underWay.delete(answer)
    answer.then(done, done)
    return answer
  }

  async function change(/** @type {Choice} */ choice, /** @type {boolean} */ signOut) {
    const { dialect, idle } = chosen
    if (choice.dialect === dialect && choice.idle === idle) return
    chosen = choice
    // It was an edit of the other configuration.
    edited = null
    if (choice.dialect !== dialect) await replace(signOut)
    else await goOn()
    announce(choice.dialect === dialect ? 'idle' : 'dialect')
  }

  function announce(/** @type {Changed} */ what) {
    for (const connection of connections) connection(auth)
    for (const tell of changes) tell(what)
  }

  async function edit(/** @type {AuthConfig | null} */ config) {
    edited = config
    await goOn()
    announce('config')
  }

  /** Another back-end: the session ends. */
  async function replace(/** @type {boolean} */ signOut) {
    if (signOut && auth.session.status !== 'signedOut') await auth.logout()
    auth.dispose()
    auth = await createAuth(config())
  }

  /** The session goes on: what is under way is answered first, and that it was found again is no news to anybody. */
  async function goOn() {
    await Promise.allSettled(underWay)
    auth.dispose()
    const next = await createAuth(config())
    await begun(next)
    auth = next
  }

  /** One change at a time. */
  const inTurn = (/** @type {() => Promise<void>} */ task) => {
    const next = changing.then(task)
    changing = next.catch(() => {})
    return next
  }
  const changeNext = (/** @type {() => Choice} */ choice, /** @type {boolean} */ signOut) =>
    inTurn(() => change(choice(), signOut))

  window.addEventListener('storage', ({ key }) => {
    // The tab that has changed the dialect has ended the session for all.
    if (key === DIALECT || key === IDLE) changeNext(remembered, false)
  })

  return {
    get dialect() {
      return chosen.dialect
    },
    /** Seconds without a sign of life that end the session; 0 is never. */
    get idle() {
      return chosen.idle
    },
    /** What it was made with. */
    get config() {
      return config()
    },
    get isEdited() {
      return edited !== null
    },
    /** Goes on with a client of this configuration, in this tab alone; null is the dialect's own. Rejects if there can be none. */
    configure: (/** @type {AuthConfig | null} */ config) => inTurn(() => edit(config)),
    get session() {
      return auth.session
    },
    /** Who is signed in; null while that is not known. A dialect that does not say has the token's claims. */
    get user() {
      const user = /** @type {{ username?: string, sub?: string, roles?: string[] } | null} */ (auth.user)
      return user && { name: user.username ?? user.sub, roles: user.roles }
    },
    /** Ends the session and goes on as a client of another back-end. Rejects if there can be none. */
    async speak(/** @type {DialectName} */ dialect) {
      remember(DIALECT, dialect)
      await changeNext(() => ({ ...chosen, dialect }), true)
    },
    /** Goes on with a client that ends the session after so many seconds without a sign of life. Rejects if there can be none. */
    async endAfter(/** @type {number} */ idle) {
      // What was kept while there was a limit says nothing of the time without one.
      if (chosen.idle === 0) drop(ACTIVE)
      remember(IDLE, String(idle))
      await changeNext(() => ({ ...chosen, idle }), false)
    },
    stayActive: () => auth.stayActive(),
    login: (
      /** @type {string} */ username,
      /** @type {string} */ password,
      /** @type {boolean} */ remember,
    ) => call(() => auth.login(usageOf(chosen.dialect).credentials(username, password), { remember })),
    logout: () => call(() => auth.logout()),
    /** What a request for that order looks like. */
    order: (/** @type {number} */ id) => usageOf(chosen.dialect).order(id),
    fetch: (/** @type {string} */ url, /** @type {RequestInit} */ init = {}) =>
      call(() => auth.fetch(url, init)),
    subscribe: (/** @type {() => void} */ listener) => connect((auth) => auth.subscribe(listener)),
    /**
     * @template {keyof AuthEvents} E
     * @param {E} event
     * @param {(detail: AuthEvents[E]) => void} listener
     */
    on: (event, listener) => connect((auth) => auth.on(event, listener)),
    /** Calls back when there is another client, with what was chosen anew. */
    onChange: (/** @type {(what: Changed) => void} */ listener) => changes.add(listener),
  }
}
