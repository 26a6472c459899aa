// Tabs whose storage is not shared, or is the application's own: one session and one refresh all the same (R21).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allStored, quietlySignedOut, refreshes } from './harness/coming-back.mjs'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'
import { rendererCount } from './harness/processes.mjs'

/** @typedef {import('./harness/lab.mjs').Scene} Scene */

const scene = makeLab()

const REPETITIONS = 20

/** An application's own storage that ends with the page. */
const inMap = () => {
  const map = new Map()
  window.configured = {
    storage: {
      getItem: (/** @type {string} */ key) => map.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {unknown} */ value) => map.set(key, value),
      removeItem: (/** @type {string} */ key) => map.delete(key),
    },
  }
}

/** An application's own storage that its tabs share. */
const inOwnLocalStorage = () => {
  window.configured = {
    storage: {
      getItem: (/** @type {string} */ key) => localStorage.getItem(`app.${key}`),
      setItem: (/** @type {string} */ key, /** @type {string} */ value) =>
        localStorage.setItem(`app.${key}`, value),
      removeItem: (/** @type {string} */ key) => localStorage.removeItem(`app.${key}`),
    },
  }
}

const storages = [
  { what: 'memory', options: { config: { storage: 'memory' } } },
  { what: 'a Map of the application’s', options: { prepare: inMap } },
  {
    what: 'the application’s own object over localStorage',
    options: { prepare: inOwnLocalStorage },
    lasts: true,
  },
]

/** Two tabs, of which one has logged in. */
async function pairOf(
  /** @type {Pick<Scene, 'browser' | 'openTab'>} */ { browser, openTab },
  /** @type {import('./harness/lab.mjs').TabOptions} */ options,
) {
  const tabs = [await openTab(options), await openTab(options)]
  assert.ok((await rendererCount(browser)) >= 2, 'each tab has a process of its own')
  assert.equal((await tabs[0].login()).error, undefined)
  await tabs[1].becomes('signedIn')
  return tabs
}

for (const { what, options, lasts } of storages) {
  test(
    `${what}: a login in one tab signs the other in, a logout signs it out, and the next user is the next user`,
    scene(async ({ server, ...lab }) => {
      const [one, other] = await pairOf(lab, options)
      assert.deepEqual(await other.events('signedIn'), [{ by: 'otherTab' }])
      assert.equal((await other.ask('/me')).body.username, 'demo')
      assert.equal((await server.counters()).login, 1)
      await other.call('logout')
      await one.told('signedOut')
      assert.deepEqual(await one.events('signedOut'), [{ by: 'otherTab' }])
      assert.equal(await one.status(), 'signedOut')
      assert.equal((await one.login('alice')).error, undefined)
      await other.told('signedIn', 2)
      assert.equal((await other.ask('/me')).body.username, 'alice')
      assert.equal(await refreshes(server), 0)
    }),
  )

  test(
    `${what}: ${REPETITIONS} expiries, each met by both tabs at once: one refresh each time, nobody signed out`,
    scene(async ({ server, ...lab }) => {
      const tabs = await pairOf(lab, options)
      for (let round = 1; round <= REPETITIONS; round++) {
        await server.expireAccess()
        const at = Date.now() + 40
        await Promise.all(tabs.map((tab) => tab.start(3, '/me', { at })))
        const outcomes = (await Promise.all(tabs.map((tab) => tab.outcomes()))).flat()
        assert.deepEqual(results(outcomes), all(6, 200), `round ${round}`)
        const { refresh } = await server.counters()
        assert.deepEqual([refresh.received, refresh.reuseDetected], [round, 0], `round ${round}`)
      }
      for (const tab of tabs) {
        assert.equal(await tab.status(), 'signedIn')
        assert.deepEqual(await tab.events('loginRequired'), [])
        assert.deepEqual(await tab.events('warning'), [])
      }
    }),
  )

  test(
    `${what}: ${REPETITIONS} expiries, met by the tabs in turn, and then a refusal: once in each tab`,
    scene(async ({ server, ...lab }) => {
      const tabs = await pairOf(lab, options)
      for (let round = 1; round <= REPETITIONS; round++) {
        await server.expireAccess()
        // The second has not always heard of the refresh by then.
        assert.equal(result(await tabs[round % 2].ask('/me')), 200)
        assert.equal(result(await tabs[(round + 1) % 2].ask('/me')), 200)
        const { refresh } = await server.counters()
        assert.deepEqual([refresh.received, refresh.reuseDetected], [round, 0], `round ${round}`)
      }
      await server.revoke()
      await server.expireAccess()
      assert.deepEqual(results(await tabs[0].askMany(3, '/me')), all(3, 401))
      for (const tab of tabs) {
        await tab.told('loginRequired')
        assert.deepEqual(await tab.events('loginRequired'), [{ reason: 'refreshRejected' }])
        assert.equal(await tab.status(), 'signedOut')
      }
      assert.equal(await refreshes(server), REPETITIONS + 1)
    }),
  )

  test(
    `${what}: a reload has the session from the other tab; that of the only tab ${lasts ? 'keeps it' : 'ends it, quietly and without a request'}`,
    scene(async ({ server, ...lab }) => {
      const [one, other] = await pairOf(lab, options)
      await server.expireAccess()
      assert.equal(result(await other.ask('/me')), 200)
      await one.reload()
      await one.becomes('signedIn')
      assert.equal(result(await one.ask('/me')), 200)
      await server.expireAccess()
      assert.equal(result(await one.ask('/me')), 200)
      assert.equal(result(await other.ask('/me')), 200)
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.received, refresh.reuseDetected], [2, 0])

      await other.page.close()
      await one.reload()
      if (lasts) {
        assert.equal(await one.status(), 'signedIn')
        assert.equal(result(await one.ask('/me')), 200)
      } else {
        await quietlySignedOut(one)
        assert.equal((await one.login('alice')).error, undefined)
        assert.equal((await one.ask('/me')).body.username, 'alice')
      }
      assert.equal(await refreshes(server), 2)
    }),
  )
}

test(
  'an OAuth 2 back-end, in memory: both tabs meet the expiry at once, one refresh, and a logout is for both',
  scene(async ({ server, ...lab }) => {
    const tabs = await pairOf(lab, { config: { ...dialects.oauth2, baseURL: '/oauth2', storage: 'memory' } })
    for (const round of [1, 2, 3]) {
      await server.expireAccess()
      const at = Date.now() + 40
      await Promise.all(tabs.map((tab) => tab.start(3, '/me', { at })))
      const outcomes = (await Promise.all(tabs.map((tab) => tab.outcomes()))).flat()
      assert.deepEqual(results(outcomes), all(6, 200))
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.received, refresh.reuseDetected], [round, 0])
    }
    await tabs[1].call('logout')
    await tabs[0].becomes('signedOut')
  }),
)

test(
  'tokens that travel between tabs in memory are written nowhere',
  scene(async (lab) => {
    const tabs = await pairOf(lab, { config: { storage: 'memory' } })
    const { value: token } = await tabs[1].call('getAccessToken')
    for (const tab of tabs) {
      const stored = await allStored(tab)
      for (const part of token.split('.').slice(1)) assert.ok(!stored.includes(part))
    }
  }),
)

for (const { what, config } of [
  { what: "storage: 'session'", config: { storage: 'session' } },
  { what: 'memory without crossTab', config: { storage: 'memory', crossTab: false } },
]) {
  test(
    `${what}: each tab has a session of its own`,
    scene(async ({ server, openTab }) => {
      const [one, other] = [await openTab({ config }), await openTab({ config })]
      await one.login()
      assert.equal((await other.call('getAccessToken')).value, null)
      assert.equal((await other.login('alice')).error, undefined)
      await server.expireAccess()
      const names = await Promise.all([one, other].map(async (tab) => (await tab.ask('/me')).body.username))
      assert.deepEqual(names, ['demo', 'alice'])
      await one.call('logout')
      assert.equal((await other.ask('/me')).body.username, 'alice')
      assert.deepEqual(await other.events('signedIn'), [{ by: 'login' }])
      assert.deepEqual(await other.events('signedOut'), [])
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.received, refresh.reuseDetected], [2, 0])
    }),
  )
}
