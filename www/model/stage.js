/**
 * Plays one situation with one client, in tabs of its own: real frames, a session beside the reader's, the real server. What happens is
 * noted by the tabs' networks and counted by the server.
 */
import { openFrame } from '../tabs/frame.js'
import { countAll } from './facts.js'
import * as server from './server.js'
import { takeTurn } from './turn.js'

/** @typedef {import('../tabs/frame.js').Side} Side */
/** @typedef {import('../tabs/network.js').Sending} Sending */
/** @typedef {import('../tabs/tab.js').Init} Init */
/** @typedef {import('./facts.js').Facts} Facts */
/** @typedef {Awaited<ReturnType<typeof openTab>>} OpenTab */

/** How one request ended: with a status, or with an error's code. @typedef {{ t: number, status?: number, code?: string }} Outcome */
/**
 * One request of one tab; `number` is its own within the tab, 1 is the first.
 * @typedef {object} Lane
 * @property {number} tab
 * @property {number} number
 * @property {string} method
 * @property {string} path
 * @property {number} from
 * @property {Sending[]} sendings
 * @property {Outcome | null} outcome
 * @property {string} text what was answered
 */
/** @typedef {{ tab: number, sending: Sending }} Exchange */
/** @typedef {{ at: number, tab: number, name: import('../texts.js').TextName }} Mark */
/**
 * What is seen of it. `at`: when it began.
 * @typedef {{ side: Side, tabs: number, at: number, lanes: Lane[], exchanges: Exchange[], marks: Mark[], done: boolean }} Play
 */

/** After this long a request that has come to nothing is given up, in ms. */
const PATIENCE = 20_000

/** Slow enough to watch. */
const latencyMs = { resource: 120, refresh: 700 }

/** Thrown when the server does not do what it takes; the reader has been told why. */
export class NotPlayed extends Error {}

/**
 * @template T
 * @param {T | null} answer
 */
function need(answer) {
  if (answer === null) throw new NotPlayed()
  return answer
}

/** A tab, its requests noted. */
async function openTab(/** @type {Play} */ play, /** @type {number} */ number, /** @type {Stage} */ stage) {
  const { frame, tab } = await openFrame(play.side, stage.place, stage.setup)
  let close = () => {}
  const closed = new Promise((_, /** @type {(reason: unknown) => void} */ reject) => {
    close = () => reject({ code: 'CLOSED' })
  })
  closed.catch(() => {})
  tab.network.onSending((sending) => {
    if (play.done) return
    if (sending.path.endsWith('/refresh')) {
      if (!play.exchanges.some((exchange) => exchange.sending === sending))
        play.exchanges.push({ tab: number, sending })
    } else {
      const [lane] = play.lanes
        .filter((one) => one.tab === number && sending.path.endsWith(one.path))
        .slice(-1)
      if (lane && !lane.sendings.includes(sending)) lane.sendings.push(sending)
    }
    stage.tell()
  })
  return {
    ...tab,
    number,
    closed,
    isOpen: () => frame.isConnected,
    close() {
      frame.remove()
      close()
    },
  }
}

/** @typedef {{ place: Element, setup: Partial<import('../tabs/tab.js').Setup>, tell: () => void }} Stage */

/** Resolves after so many ms. */
const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Throws NotPlayed, or what a tab threw while it was opened.
 * @param {import('./situations.js').Situation} situation
 * @param {Side} side
 * @param {Element} place where the frames are while it lasts
 * @param {(play: Play) => void} watch
 * @returns {Promise<{ play: Play, facts: Facts }>}
 */
export const perform = (situation, side, place, watch) =>
  takeTurn(() => performNow(situation, side, place, watch))

/** @type {typeof perform} */
async function performNow(situation, side, place, watch) {
  const { settings, counters } = need(await server.state())
  const last = need(await server.log(0)).at(-1)?.n ?? 0
  const wanted = { latencyMs: { ...settings.latencyMs, ...latencyMs }, ...situation.settings }
  /** @type {Play} */
  const play = {
    side,
    tabs: situation.tabs,
    at: Date.now(),
    lanes: [],
    exchanges: [],
    marks: [],
    done: false,
  }
  const tell = () => watch(play)
  let isBegun = false
  /** What was before is not drawn. */
  const begin = () => {
    if (!isBegun) play.at = Date.now()
    isBegun = true
  }
  /** @type {OpenTab[]} */
  let tabs = []
  const openAll = async () => {
    const stage = { place, setup: situation.setup ?? {}, tell }
    const numbers = Array.from({ length: situation.tabs }, (_, index) => index)
    tabs = await Promise.all(numbers.map((number) => openTab(play, number, stage)))
  }
  /** The entries of the server's log that are of this play. */
  const entries = async () => {
    const all = need(await server.log(last))
    for (const { kind, user, session } of all)
      if (kind === 'login' && session && [server.TABS_USER, situation.other].includes(user ?? ''))
        server.playedSessions.add(session)
    return all.filter(({ session, dialect }) =>
      session ? server.playedSessions.has(session) : dialect === (situation.setup?.dialect ?? 'bearer'),
    )
  }

  async function send(
    /** @type {OpenTab} */ tab,
    /** @type {Lane} */ lane,
    /** @type {Init | undefined} */ init,
  ) {
    try {
      const late = pause(PATIENCE).then(() => Promise.reject({ code: 'NEVER' }))
      const reply = await Promise.race([tab.fetch(lane.path, init), tab.closed, late])
      lane.text = await reply.text()
      lane.outcome = { t: Date.now(), status: reply.status }
    } catch (error) {
      const { code } = /** @type {{ code?: string }} */ (error)
      lane.outcome = {
        t: Date.now(),
        code: side === 'byHand' && code !== 'CLOSED' ? 'LOST' : (code ?? 'NETWORK'),
      }
    }
    tell()
  }

  /** @type {import('./situations.js').Tools} */
  const tools = {
    tab: (number) => /** @type {OpenTab} */ (tabs[number]),
    /** So many requests of one tab at once. */
    ask(number, count) {
      const before = play.lanes.filter(({ tab }) => tab === number).length
      return Promise.all(
        Array.from({ length: count }, (_, index) =>
          tools.request(number, 'GET', `/orders/${1001 + ((before + index) % 20)}`),
        ),
      )
    },
    request(tab, method, path, body) {
      begin()
      const number = play.lanes.filter((lane) => lane.tab === tab).length + 1
      /** @type {Lane} */
      const lane = { tab, number, method, path, from: Date.now(), sendings: [], outcome: null, text: '' }
      play.lanes.push(lane)
      tell()
      return send(tools.tab(tab), lane, body && { method, body })
    },
    expire: async () => void need(await server.expireTabs()),
    failRefresh: async (order) => void need(await server.failRefresh(order)),
    login: async (number, user) => {
      await tools.tab(number).login(user, user)
      await entries()
    },
    mark(tab, name) {
      play.marks.push({ at: Date.now(), tab, name })
      tell()
    },
    async reload() {
      begin()
      for (const tab of tabs) tab.close()
      await openAll()
    },
    pause,
    text: (lane) => play.lanes[lane]?.text ?? '',
    sha: (lane) => Promise.all((play.lanes[lane]?.sendings ?? []).map(({ sha }) => sha)),
  }

  try {
    await server.set(wanted)
    await openAll()
    await tools.login(0, server.TABS_USER)
    // In cookie mode the others learn of it when they are loaded again.
    if (situation.setup?.dialect !== 'cookie') await Promise.all(tabs.map((tab) => tab.signedIn()))
    const begun = need(await server.log(last)).at(-1)?.n ?? last
    const seen = await situation.play(tools)
    play.done = true
    tell()
    const counted = (await entries()).filter(({ n }) => n > begun)
    const open = tabs.filter((tab) => tab.isOpen())
    const loginsAsked = open.map((tab) => tab.loginsAsked())
    const warnings = open.flatMap((tab) => tab.warnings())
    const keepsTokens = open.some((tab) => tab.keepsTokens())
    // Whether the session goes on. Asked when all else is counted.
    const still = situation.ends ? open.map(() => keepsTokens) : await Promise.all(open.map(isSignedIn))
    const facts = countAll(play, counted, {
      signedIn: still.every(Boolean),
      loginsAsked,
      warnings,
      keepsTokens,
      ...seen,
    })
    return { play, facts }
  } finally {
    await Promise.allSettled(tabs.filter((tab) => tab.isOpen()).map((tab) => tab.leave()))
    place.replaceChildren()
    // What the reader has changed meanwhile stays, if it is not that.
    const names = /** @type {(keyof typeof settings)[]} */ (Object.keys(wanted))
    await server.set(Object.fromEntries(names.map((name) => [name, settings[name]])))
    await spend(counters.refresh.failed, situation)
  }
}

/** Whether the server answers a tab's request. */
async function isSignedIn(/** @type {OpenTab} */ tab) {
  try {
    return (await tab.fetch('/me')).ok
  } catch {
    return false
  }
}

/** A refresh of a session of its own: without one, it would count as the reader's. */
async function spendOne() {
  /** @param {string} path @param {object} body @param {AbortSignal} [signal] */
  const post = (path, body, signal) =>
    fetch(`/bearer/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: signal ?? null,
    })
  const login = await post('login', { username: server.TABS_USER, password: server.TABS_USER })
  const { refresh_token } = await login.json()
  await post('refresh', { refresh_token }, AbortSignal.timeout(100)).catch(() => {})
  await post('logout', { refresh_token })
}

/** An ordered failure that nobody has met would meet the reader. */
async function spend(
  /** @type {number} */ failed,
  /** @type {import('./situations.js').Situation} */ { fails },
) {
  const now = await server.state()
  if (!fails || !now || now.counters.refresh.failed > failed) return
  await spendOne().catch(() => {})
}
