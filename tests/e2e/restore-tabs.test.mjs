// Many tabs come back at once with their access tokens in memory: one refresh for all of them (R28, R21).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  backWithData,
  heldInRestore,
  inMemory,
  quietlySignedOut,
  refreshes,
  signedInTabs,
  ways,
} from './harness/coming-back.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, results } from './harness/outcomes.mjs'
import { close } from './harness/processes.mjs'
import * as without from './harness/without.mjs'

/** @typedef {import('./harness/tab.mjs').AnyTab} AnyTab */

const scene = makeLab()

const together = (/** @type {AnyTab[]} */ tabs, /** @type {(tab: AnyTab) => unknown} */ play) =>
  Promise.all(tabs.map(play))

/** No tab is left that knows the tokens; then all of them are loaded at once. */
async function closeAndComeBack(/** @type {any[]} */ tabs) {
  await together(tabs, (tab) => tab.page.goto('about:blank'))
  await together(tabs, (tab) => tab.open())
}

const options = { config: inMemory }

for (const [count, { what, options }] of /** @type {[number, typeof ways[0]][]} */ ([
  [20, ways[0]],
  [5, ways[1]],
])) {
  test(
    `${count} tabs come back at once, as after a restart of the browser: one refresh ${what}, all signed in`,
    scene(async ({ server, ...lab }) => {
      const tabs = await signedInTabs(count, lab, options)
      const before = await refreshes(server)
      await closeAndComeBack(tabs)
      await backWithData(...tabs)
      const { refresh, resource } = await server.counters()
      assert.deepEqual(
        [refresh.received - before, refresh.reuseDetected, resource.received, resource.refused],
        [1, 0, count, 0],
      )
    }),
  )
}

test(
  'five tabs reloaded at once, three times: one refresh at most for all of them, nobody signed out',
  scene(async ({ server, ...lab }) => {
    const tabs = await signedInTabs(5, lab, { config: inMemory })
    for (const round of [1, 2, 3]) {
      const before = await refreshes(server)
      await together(tabs, (tab) => tab.reload())
      await backWithData(...tabs)
      // None is needed where a tab that is not gone yet gives its tokens to one that is back already.
      const { refresh } = await server.counters()
      assert.ok(refresh.received - before <= 1, `round ${round}: ${refresh.received - before}`)
      assert.equal(refresh.reuseDetected, 0)
    }
  }),
)

test(
  'requests of five tabs wait for the one restore, and each is sent once',
  scene(async ({ server, ...lab }) => {
    const tabs = await signedInTabs(5, lab, { config: inMemory })
    const before = await server.counters()
    await together(tabs, (tab) => tab.page.goto('about:blank'))
    await server.hold('refresh')
    await together(tabs, (tab) => tab.open())
    for (const tab of tabs) assert.equal(await tab.status(), 'restoring')
    await together(tabs, (tab) => tab.start(5, '/me'))
    await together(tabs, (tab) => tab.pending(5))
    await server.release('refresh')
    for (const tab of tabs) assert.deepEqual(results(await tab.outcomes()), all(5, 200))
    await backWithData(...tabs)
    for (const tab of tabs) assert.deepEqual(await tab.statuses(), ['restoring', 'signedIn'])
    const { refresh, resource } = await server.counters()
    assert.equal(refresh.received - before.refresh.received, 1)
    assert.deepEqual([resource.received, resource.refused], [30, 0])
  }),
)

test(
  'a new tab beside one that is signed in: signed in at once, by no refresh',
  scene(async ({ server, openTab, openSignedIn }) => {
    const first = await openSignedIn(options)
    for (const round of [1, 2, 3]) {
      const next = await openTab(options)
      await backWithData(first, next)
      assert.ok((await refreshes(server)) <= 1, `tab ${round}`)
    }
    assert.equal(await refreshes(server), 0)
  }),
)

test(
  'a tab that is opened while another restores joins it',
  scene(async ({ server, openTab, openSignedIn }) => {
    const first = await openSignedIn(options)
    await server.hold('refresh')
    await first.reload()
    await server.wait('refresh.received', 1)
    const second = await openTab(options)
    assert.equal(await second.status(), 'restoring')
    await together([first, second], (tab) => tab.start(3, '/me'))
    await second.pending(3)
    await server.release('refresh')
    for (const tab of [first, second]) assert.deepEqual(results(await tab.outcomes()), all(3, 200))
    await backWithData(first, second)
    assert.equal(await refreshes(server), 1)
  }),
)

test(
  'the tab that asks for all is closed in the middle: another asks',
  scene(async ({ server, openTab, openSignedIn }) => {
    const closing = await openSignedIn(options)
    await server.fail({ target: 'refresh', kind: 'hang' })
    await closing.reload()
    await server.wait('refresh.received', 1)
    const staying = await openTab(options)
    await staying.start(3, '/me')
    await staying.pending(3)
    await closing.page.close()
    assert.deepEqual(results(await staying.outcomes()), all(3, 200))
    await backWithData(staying)
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.granted, refresh.reuseDetected], [2, 1, 0])
  }),
)

test(
  'another tab’s login during a restore wins',
  scene(async ({ server, openTab, openSignedIn }) => {
    const tab = await openSignedIn(options)
    const { givenUp } = await heldInRestore(server, tab)
    const other = await openTab(options)
    await tab.start(3, '/echo')
    await tab.pending(3)
    assert.equal((await other.login('alice')).error, undefined)
    await tab.becomes('signedIn')
    assert.deepEqual(results(await tab.outcomes()), all(3, 'SESSION_CHANGED'))
    await givenUp()
    await server.release('refresh')
    for (const one of [tab, other]) {
      assert.equal((await one.ask('/me')).body.username, 'alice')
      assert.deepEqual(await one.events('loginRequired'), [])
    }
    await Promise.all([tab, other].map((one) => one.page.goto('about:blank')))
    await tab.open()
    await backWithData(tab)
    assert.equal((await tab.ask('/me')).body.username, 'alice')
  }),
)

test(
  'another tab’s logout during a restore wins',
  scene(async ({ server, openTab, openSignedIn }) => {
    const tab = await openSignedIn(options)
    await heldInRestore(server, tab)
    const other = await openTab(options)
    await tab.start(3, '/me')
    await tab.pending(3)
    const leaving = other.call('logout')
    await Promise.all([tab.becomes('signedOut'), other.becomes('signedOut')])
    assert.deepEqual(results(await tab.outcomes()), all(3, 'SESSION_CHANGED'))
    await server.release('refresh')
    await leaving
    for (const one of [tab, other]) {
      assert.equal((await one.call('getAccessToken')).value, null)
      assert.deepEqual(await one.events('signedIn'), [])
      assert.equal(await one.stored(), null)
    }
    await tab.reload()
    await quietlySignedOut(tab)
  }),
)

test(
  'a refusal is for all five tabs, and quiet in each',
  scene(async ({ server, ...lab }) => {
    const tabs = await signedInTabs(5, lab, { config: inMemory })
    await server.revoke()
    await closeAndComeBack(tabs)
    await quietlySignedOut(...tabs)
    const { refresh } = await server.counters()
    assert.equal(refresh.received, 1)
    assert.equal(await tabs[0].stored(), null)
    await closeAndComeBack(tabs)
    await quietlySignedOut(...tabs)
    assert.equal(await refreshes(server), 1)
  }),
)

test(
  'what a restored tab does reaches the others: a refresh, and a logout',
  scene(async ({ server, ...lab }) => {
    const tabs = await signedInTabs(3, lab, { config: inMemory })
    await closeAndComeBack(tabs)
    await backWithData(...tabs)
    await server.expireAccess()
    const at = Date.now() + 200
    await together(tabs, (tab) => tab.start(5, '/me', { at }))
    for (const tab of tabs) assert.deepEqual(results(await tab.outcomes()), all(5, 200))
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.reuseDetected], [2, 0])
    await tabs[1].call('logout')
    await together(tabs, (tab) => tab.becomes('signedOut'))
    await closeAndComeBack(tabs)
    await quietlySignedOut(...tabs)
    assert.equal(await refreshes(server), 2)
  }),
)

for (const [what, prepare, atMost] of /** @type {[string, () => void, number][]} */ ([
  ['Web Locks', without.webLocks, 1],
  // The tokens of one tab reach no other one, so that each asks, one after the other.
  ['BroadcastChannel', without.broadcastChannel, 3],
])) {
  test(
    `without ${what}: three tabs that come back at once are all signed in, under strict rotation`,
    scene(async ({ server, ...lab }) => {
      const tabs = await signedInTabs(3, lab, { config: inMemory, prepare })
      const before = await refreshes(server)
      await closeAndComeBack(tabs)
      await backWithData(...tabs)
      const { refresh } = await server.counters()
      assert.ok(refresh.received - before <= atMost, `${refresh.received - before} refreshes`)
      assert.equal(refresh.reuseDetected, 0)
    }),
  )
}

test(
  'the tab that restores vanishes with its process after the server has rotated: with a grace the other has the session',
  scene(async ({ server, browser, openTab, openSignedIn }) => {
    await server.settings({ graceMs: 20_000 })
    const closing = await openSignedIn(options)
    await server.hold('refresh')
    await closing.reload()
    await server.wait('refresh.received', 1)
    const staying = await openTab(options)
    await close(browser, closing)
    await server.release('refresh')
    await backWithData(staying)
  }),
)
