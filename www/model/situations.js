/** The situations: what each needs, what happens in it, and what is good. The words for them are in `texts/`. */
import { sha256 } from '../tabs/network.js'

/** @typedef {import('./facts.js').Facts} Facts */
/** @typedef {import('./stage.js').OpenTab} OpenTab */
/** @typedef {import('./server.js').Settings} Settings */
/** @typedef {keyof typeof situations} SituationName */

/**
 * What a situation is played with. `tab`, `ask` and `request` take a tab's number, from 0; `text` and `sha` a request's, from 0.
 * @typedef {object} Tools
 * @property {(tab: number) => OpenTab} tab
 * @property {(tab: number, count: number) => Promise<unknown>} ask
 * @property {(tab: number, method: string, path: string, body?: Blob) => Promise<unknown>} request
 * @property {() => Promise<void>} expire
 * @property {(order: { kind: 'status' | 'hang', status?: number }) => Promise<void>} failRefresh
 * @property {(tab: number, user: string) => Promise<void>} login
 * @property {(tab: number, name: import('../texts.js').TextName) => void} mark
 * @property {() => Promise<void>} reload
 * @property {(ms: number) => Promise<unknown>} pause
 * @property {(request: number) => string} text
 * @property {(request: number) => Promise<(string | null)[]>} sha
 */
/**
 * `rule` is a rule's number in CONTRIBUTING.md, `docs` a page of the documentation. `ends`: the session is to be over afterwards.
 * `fails`: it orders a failure. `other`: who else logs in.
 * @typedef {object} Situation
 * @property {string} rule
 * @property {string} docs
 * @property {number} tabs
 * @property {Partial<import('../tabs/tab.js').Setup>} [setup]
 * @property {Partial<Settings>} [settings]
 * @property {boolean} [ends]
 * @property {boolean} [fails]
 * @property {string} [other]
 * @property {(tools: Tools) => Promise<Partial<Facts> | void>} play
 * @property {(facts: Facts) => boolean} isGood
 */

/** Whether everything was answered after so many refreshes, and nobody was signed out. */
const smooth = (/** @type {number} */ refreshes) => (/** @type {Facts} */ facts) =>
  facts.refreshes === refreshes && facts.lost === 0 && facts.signedIn

/** @satisfies {Record<string, Situation>} */
export const situations = {
  ten: {
    rule: 'R1',
    docs: 'guide/from-axios.md',
    tabs: 1,
    async play({ ask, expire }) {
      await expire()
      await ask(0, 10)
    },
    isGood: smooth(1),
  },
  late: {
    rule: 'R2',
    docs: 'guide/from-axios.md',
    tabs: 1,
    async play({ tab, ask, request, expire }) {
      const slow = tab(0).network.hold('request', '/me')
      const straggler = request(0, 'GET', '/me')
      await slow.reached
      await expire()
      await ask(0, 5)
      slow.release()
      await straggler
    },
    isGood: smooth(1),
  },
  tabs: {
    rule: 'R18',
    docs: 'guide/tabs.md',
    tabs: 2,
    async play({ ask, expire }) {
      await expire()
      await Promise.all([ask(0, 10), ask(1, 10)])
    },
    isGood: smooth(1),
  },
  failsOnce: {
    rule: 'R12',
    docs: 'help/faq.md',
    tabs: 1,
    fails: true,
    async play({ ask, expire, failRefresh }) {
      await expire()
      await failRefresh({ kind: 'status', status: 503 })
      await ask(0, 10)
    },
    isGood: smooth(2),
  },
  refused: {
    rule: 'R11',
    docs: 'guide/server.md',
    tabs: 1,
    ends: true,
    fails: true,
    async play({ ask, expire, failRefresh }) {
      await expire()
      await failRefresh({ kind: 'status', status: 401 })
      await ask(0, 10)
    },
    isGood: ({ refreshes, answered, loginsAsked, keepsTokens }) =>
      refreshes === 1 && answered === 0 && loginsAsked[0] === 1 && !keepsTokens,
  },
  silent: {
    rule: 'R14',
    docs: 'help/troubleshooting.md',
    tabs: 1,
    fails: true,
    setup: { timeout: 2500 },
    async play({ ask, expire, failRefresh }) {
      await expire()
      await failRefresh({ kind: 'hang' })
      await ask(0, 10)
    },
    isGood: smooth(2),
  },
  offline: {
    rule: 'R12',
    docs: 'help/faq.md',
    tabs: 1,
    async play({ tab, ask, expire, pause, mark }) {
      const { network } = tab(0)
      await expire()
      const refresh = network.hold('request', '/refresh')
      const asked = ask(0, 10)
      await refresh.reached
      network.cut()
      mark(0, 'markCut')
      refresh.release()
      await pause(1200)
      network.mend()
      mark(0, 'markMend')
      await asked
    },
    isGood: smooth(1),
  },
  closed: {
    rule: 'R16',
    docs: 'guide/tabs.md',
    tabs: 2,
    // Without one no client can save a session whose new tokens were lost on the way.
    settings: { graceMs: 10_000 },
    async play({ tab, ask, expire, mark }) {
      await expire()
      const reply = tab(0).network.hold('reply', '/refresh')
      const lost = ask(0, 5)
      await reply.reached
      const asked = ask(1, 5)
      tab(0).close()
      mark(0, 'markClosed')
      await Promise.all([lost, asked])
    },
    isGood: smooth(2),
  },
  otherUser: {
    rule: 'R9',
    docs: 'guide/tabs.md',
    tabs: 2,
    other: 'alice',
    async play({ tab, ask, request, login, expire, mark, text }) {
      await expire()
      const reply = tab(0).network.hold('reply', '/refresh')
      const asked = ask(0, 5)
      await reply.reached
      await login(1, 'alice')
      mark(1, 'markOther')
      reply.release()
      await asked
      await request(1, 'GET', '/me')
      return { who: text(5).startsWith('{') ? JSON.parse(text(5)).username : '' }
    },
    isGood: ({ who, answered }) => who === 'alice' && answered === 1,
  },
  clock: {
    rule: 'R15',
    docs: 'help/troubleshooting.md',
    tabs: 1,
    settings: { clockSkewMs: -3_600_000, sendExpiresIn: false },
    async play({ ask, expire }) {
      await ask(0, 5)
      await expire()
      await ask(0, 5)
    },
    isGood: smooth(1),
  },
  reload: {
    rule: 'R28',
    docs: 'guide/tokens.md',
    tabs: 2,
    setup: { dialect: 'cookie' },
    async play({ ask, reload }) {
      await reload()
      await Promise.all([ask(0, 5), ask(1, 5)])
    },
    isGood: smooth(1),
  },
  upload: {
    rule: 'R7',
    docs: 'guide/from-axios.md',
    tabs: 1,
    async play({ request, expire, text, sha }) {
      const bytes = crypto.getRandomValues(new Uint8Array(60_000))
      await expire()
      await request(0, 'POST', '/echo', new Blob([bytes], { type: 'application/octet-stream' }))
      const sent = (await sha(0)).map((hash) => hash ?? '')
      const arrived = text(0).startsWith('{') ? JSON.parse(text(0)).body_sha256 : ''
      return { hashes: [await sha256(bytes), ...sent, arrived] }
    },
    isGood: (facts) => smooth(1)(facts) && facts.hashes?.length === 4 && new Set(facts.hashes).size === 1,
  },
  logout: {
    rule: 'R9',
    docs: 'guide/tokens.md',
    tabs: 1,
    ends: true,
    async play({ tab, ask, expire, mark, pause }) {
      await expire()
      const reply = tab(0).network.hold('reply', '/refresh')
      const asked = ask(0, 10)
      await reply.reached
      const out = tab(0).logout()
      mark(0, 'markLogout')
      await pause(400)
      reply.release()
      await Promise.all([asked, out])
    },
    isGood: ({ answered, keepsTokens, refused }) => answered === 0 && !keepsTokens && refused <= 10,
  },
}
