// Many tabs of one user: whatever their number, one refresh for all, under strict rotation.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { all, results } from './harness/outcomes.mjs'
import { rendererCount } from './harness/processes.mjs'
import * as without from './harness/without.mjs'

const scene = makeLab()

/** How long it takes until all tabs have been told to fire. */
const headStart = (/** @type {number} */ count) => 150 + 25 * count

const cases = [
  { what: '', prepare: without.nothing, counts: [2, 5, 20] },
  { what: ' without Web Locks', prepare: without.webLocks, counts: [2, 5] },
  { what: ' without BroadcastChannel', prepare: without.broadcastChannel, counts: [2, 5] },
  { what: ' without either', prepare: without.locksAndChannel, counts: [2] },
]

for (const { what, prepare, counts } of cases) {
  for (const count of counts) {
    test(
      `${count} tabs with 5 requests each at the same moment${what}: one refresh, nobody signed out`,
      scene(async ({ server, browser, openTabs }) => {
        const tabs = await openTabs(count, { prepare })
        assert.ok((await rendererCount(browser)) >= count, 'each tab has a process of its own')
        for (const round of [1, 2, 3]) {
          await server.expireAccess()
          const at = Date.now() + headStart(count)
          await Promise.all(tabs.map((tab) => tab.start(5, '/me', { at })))
          const outcomes = (await Promise.all(tabs.map((tab) => tab.outcomes()))).flat()
          assert.deepEqual(results(outcomes), all(5 * count, 200), `round ${round}`)
          const { refresh, resource } = await server.counters()
          assert.deepEqual([refresh.received, refresh.reuseDetected], [round, 0], `round ${round}`)
          assert.ok(resource.received <= 2 * 5 * count * round, 'each is sent at most twice')
        }
        for (const tab of tabs) {
          assert.equal(await tab.status(), 'signedIn')
          assert.deepEqual(await tab.events('loginRequired'), [])
        }
      }),
    )
  }
}

test(
  '5 tabs whose token ends while nobody waits for it: one of them renews it, in time, for all',
  scene(async ({ server, openTabs }) => {
    await server.settings({ accessLifetimeMs: 4_000 })
    const tabs = await openTabs(5)
    for (const round of [1, 2]) {
      // A token as short-lived as this is renewed ahead only where it is used.
      const asked = await Promise.all(tabs.map((tab) => tab.ask('/me')))
      assert.deepEqual(results(asked), all(5, 200))
      await Promise.all(tabs.map((tab) => tab.told('refreshed', round)))
      const { refresh, resource } = await server.counters()
      assert.deepEqual([refresh.received, refresh.reuseDetected], [round, 0])
      assert.equal(resource.refused, 0)
    }
  }),
)

for (const { what, prepare } of cases) {
  test(
    `8 tabs come back at once after the token has ended, as after a restart of the browser${what}: one refresh`,
    scene(async ({ server, openSignedIn, makeTab }) => {
      await server.settings({ accessLifetimeMs: 1_000 })
      const last = await openSignedIn({ prepare, config: { proactive: { background: false } } })
      const end = await last.page.evaluate(
        () => /** @type {number} */ (lab.clients.main.auth.session.accessExpiresAt),
      )
      await last.page.close()
      await server.settings({ accessLifetimeMs: 60_000 })
      const tabs = await Promise.all(Array.from({ length: 8 }, () => makeTab({ prepare })))
      await Promise.all(tabs.map((tab) => tab.page.goto('about:blank')))
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, end + 100 - Date.now())))
      const outcomes = await Promise.all(
        tabs.map(async (tab) => {
          await tab.open()
          return tab.askMany(5, '/me')
        }),
      )
      assert.deepEqual(results(outcomes.flat()), all(40, 200))
      const { refresh, resource } = await server.counters()
      assert.deepEqual([refresh.received, refresh.reuseDetected], [1, 0])
      // Whoever finds out in time spends no 401 at all.
      assert.equal(resource.refused, 0)
      for (const tab of tabs) assert.equal(await tab.status(), 'signedIn')
    }),
  )
}

test(
  'tabs whose localStorage is blocked share the session by message, with those where it is not',
  scene(async ({ server, openTab, openSignedIn }) => {
    const prepare = without.localStorageAccess
    const blocked = [await openSignedIn({ prepare }), await openSignedIn({ prepare })]
    const open = [await openSignedIn(), await openTab()]
    const tabs = [...blocked, ...open]
    await server.expireAccess()
    const at = Date.now() + 200
    await Promise.all(tabs.map((tab) => tab.start(5, '/me', { at })))
    const outcomes = (await Promise.all(tabs.map((tab) => tab.outcomes()))).flat()
    assert.deepEqual(results(outcomes), all(20, 200))
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.reuseDetected], [1, 0])
  }),
)
