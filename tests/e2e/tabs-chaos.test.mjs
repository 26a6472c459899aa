// An hour of real life in some seconds: tabs come, go, ask and refresh while the server has its moods.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilAvailable } from './harness/coming-back.mjs'
import { dice } from './harness/dice.mjs'
import { makeLab } from './harness/lab.mjs'
import { long } from './harness/long.mjs'
import { all, result, results } from './harness/outcomes.mjs'
import * as without from './harness/without.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()
// A usual run always plays the same steps; a long one plays others each time.
const firstSeed = Number(process.env.AUTHFLIGHT_SEED ?? (long ? Date.now() % 100_000 : 48_000))

/** What a request may come to while the server misbehaves. None of them signs anybody out. */
const allowed = new Set([200, 401, 'REFRESH_UNAVAILABLE', 'network'])

const moods = [
  { kind: 'status', status: 503 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 429 },
  { kind: 'html' },
  { kind: 'drop' },
]

for (const [n, [what, prepare]] of [
  ['', without.nothing],
  [' (without Web Locks)', without.webLocks],
  [' (without BroadcastChannel)', without.broadcastChannel],
].entries()) {
  const seed = firstSeed + n
  test(
    `40 random steps in 4 tabs under strict rotation: every request settles, nobody is signed out${what} [seed ${seed}]`,
    scene(async ({ server, openTabs, openTab }) => {
      const { below, pick } = dice(seed)
      const config = { retry: { attempts: 3, base: 20, cap: 60 } }
      const tabs = await openTabs(4, { prepare, config })
      /** @type {(string | number)[]} */
      const outcomes = []
      let dropped = false
      const collect = async (/** @type {Tab} */ tab) => {
        for (const outcome of await tab.outcomes()) {
          // A connection that breaks may take others' requests with it: the browser's own error, passed on as it is.
          const broken = dropped && outcome.error?.message === 'Failed to fetch'
          outcomes.push(broken ? 'network' : /** @type {string | number} */ (result(outcome)))
        }
      }
      const steps = {
        ask: () => pick(tabs).start(1 + below(5), pick(['/me', '/orders', '/slow'])),
        together: () => Promise.all(tabs.map((tab) => tab.start(2, '/me', { at: Date.now() + 60 }))),
        expire: () => server.expireAccess(),
        refresh: () => pick(tabs).call('refresh'),
        mood: () => {
          const mood = pick(moods)
          dropped ||= mood.kind === 'drop'
          return server.fail({ target: 'refresh', ...mood })
        },
        shortLives: () => server.settings({ accessLifetimeMs: pick([1_000, 3_000, 60_000]) }),
        slow: () => server.settings({ latencyMs: { refresh: below(150) } }),
        // Between exchanges: under strict rotation a reply that is lost with its page loses the session.
        reload: async () => {
          const tab = pick(tabs)
          await collect(tab)
          if ((await tab.status()) === 'refreshing') return
          await server.settings({ graceMs: 5_000 })
          await tab.reload()
          await server.settings({ graceMs: 0 })
        },
        replace: async () => {
          const at = below(tabs.length)
          await collect(tabs[at])
          if ((await tabs[at].status()) === 'refreshing') return
          await server.settings({ graceMs: 5_000 })
          await tabs[at].page.close()
          tabs[at] = await openTab({ prepare, config })
          await server.settings({ graceMs: 0 })
        },
      }
      const weighted = ['ask', 'ask', 'together', 'together', 'expire', 'expire', ...Object.keys(steps)]
      for (let step = 0; step < 40; step += 1)
        await /** @type {Record<string, () => unknown>} */ (steps)[pick(weighted)]()
      for (const tab of tabs) await collect(tab)
      assert.deepEqual(
        outcomes.filter((outcome) => !allowed.has(outcome)),
        [],
      )
      assert.ok(outcomes.length > 20, `${outcomes.length} requests`)
      assert.ok(outcomes.includes(200))
      // The last orders may still fail some refreshes, and then it is over. A token of one second could end on its way.
      await server.settings({ accessLifetimeMs: 60_000, latencyMs: { refresh: 0 } })
      // Endpoints that have refused a fresh token are not trusted for a while, so another one is asked.
      const recovered = await Promise.all(tabs.map((tab) => untilAvailable(tab, '/echo')))
      assert.deepEqual(results(recovered), all(tabs.length, 200))
      for (const tab of tabs) {
        assert.deepEqual(await tab.events('loginRequired'), [])
        assert.deepEqual(await tab.events('signedOut'), [])
      }
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.reuseDetected, refresh.refused], [0, 0])
      assert.equal(refresh.concurrentMax <= 1, true, `${refresh.concurrentMax} at once`)
    }),
  )
}
