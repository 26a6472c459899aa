// A tab vanishes, freezes or reloads in the middle of its exchange.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'
import { close, freeze, processOf, thaw } from './harness/processes.mjs'
import * as without from './harness/without.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

const variants = [
  { what: '', prepare: without.nothing },
  { what: ' (without Web Locks)', prepare: without.webLocks },
]

const traced = async (/** @type {Tab} */ tab, /** @type {string} */ step) =>
  (await tab.events('trace')).some((trace) => trace.step === step)

for (const { what, prepare } of variants) {
  // A lock goes with its tab; a lease outlives it by two seconds and the exchange's timeout.
  const config = { refreshTimeout: 1_000 }

  test(
    `a tab is closed in the middle of its exchange, which never reached the server: another finishes it${what}`,
    scene(async ({ server, openTabs }) => {
      const [closing, staying] = await openTabs(2, { prepare, config })
      await server.expireAccess()
      await server.fail({ target: 'refresh', kind: 'hang' })
      await closing.start(3, '/me')
      await server.wait('refresh.received', 1)
      await staying.start(5, '/me')
      await staying.pending(5)
      const start = Date.now()
      await closing.page.close()
      assert.deepEqual(results(await staying.outcomes()), all(5, 200))
      assert.ok(Date.now() - start < 6_000, `${Date.now() - start} ms`)
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.received, refresh.granted, refresh.reuseDetected], [2, 1, 0])
    }),
  )

  test(
    `a tab is closed and its reply lost, on a server with a grace: the other stays signed in${what}`,
    scene(async ({ server, browser, openTabs }) => {
      await server.settings({ graceMs: 20_000 })
      const [closing, staying] = await openTabs(2, { prepare, config })
      await server.expireAccess()
      await server.hold('refresh')
      await closing.start(3, '/me')
      await server.wait('refresh.received', 1)
      await staying.start(5, '/me')
      await staying.pending(5)
      await close(browser, closing)
      await server.release('refresh')
      assert.deepEqual(results(await staying.outcomes()), all(5, 200))
      assert.equal((await server.counters()).refresh.received, 2)
      assert.deepEqual(await staying.events('loginRequired'), [])
    }),
  )

  test(
    `a tab freezes while it refreshes: it is passed by, and what it brings later replaces nothing${what}`,
    scene(async ({ server, browser, openTabs }) => {
      await server.settings({ graceMs: 60_000 })
      const [frozen, alive] = await openTabs(2, { prepare, config })
      const process = await processOf(browser, frozen)
      assert.notEqual(process, await processOf(browser, alive))
      await server.expireAccess()
      await server.hold('refresh')
      await frozen.start(3, '/me')
      await server.wait('refresh.received', 1)
      freeze(process)
      try {
        await server.release('refresh') // the answer now waits at the door of a tab that sleeps
        await server.wait('refresh.granted', 1)
        await alive.start(5, '/me')
        assert.deepEqual(results(await alive.outcomes()), all(5, 200))
        assert.equal((await server.counters()).refresh.received, 2)
      } finally {
        thaw(process)
      }
      assert.deepEqual(results(await frozen.outcomes()), all(3, 200))
      assert.ok(await traced(frozen, 'fenced'), 'its late commit was fenced')
      // Both hold the same tokens now, and the next expiry costs one refresh.
      for (const tab of [frozen, alive]) assert.equal(await tab.status(), 'signedIn')
      const before = (await server.counters()).refresh.received
      await server.expireAccess()
      const at = Date.now() + 200
      await Promise.all([frozen, alive].map((tab) => tab.start(5, '/me', { at })))
      for (const tab of [frozen, alive]) assert.deepEqual(results(await tab.outcomes()), all(5, 200))
      assert.equal((await server.counters()).refresh.received, before + 1)
    }),
  )

  test(
    `a page is reloaded in the middle of its exchange: with a grace the user stays${what}`,
    scene(async ({ server, openSignedIn }) => {
      await server.settings({ graceMs: 20_000 })
      const tab = await openSignedIn({ prepare, config })
      await server.expireAccess()
      await server.hold('refresh')
      await tab.start(3, '/me')
      await server.wait('refresh.received', 1)
      await tab.page.goto('about:blank')
      await server.release('refresh')
      await server.wait('refresh.granted', 1)
      await tab.open()
      assert.equal(result(await tab.ask('/me')), 200)
      assert.equal(await tab.status(), 'signedIn')
      assert.equal((await server.counters()).refresh.received, 2)
      assert.deepEqual(await tab.events('loginRequired'), [])
    }),
  )

  test(
    `a page is reloaded in the middle of its exchange: a strict server says no, and the reason is true${what}`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ prepare, config })
      await server.expireAccess()
      await server.hold('refresh')
      await tab.start(3, '/me')
      await server.wait('refresh.received', 1)
      await tab.page.goto('about:blank')
      await server.release('refresh')
      await server.wait('refresh.granted', 1)
      await tab.open()
      await tab.told('loginRequired')
      assert.deepEqual(await tab.events('loginRequired'), [{ reason: 'refreshRejected' }])
      assert.deepEqual(await tab.events('signedOut'), [{ by: 'expired' }])
      assert.equal(await tab.stored(), null)
    }),
  )
}

test(
  'a page frozen by the browser itself resumes its exchange, and nobody has refreshed twice for long',
  scene(async ({ server, openSignedIn, openTab, context }) => {
    await server.settings({ graceMs: 60_000 })
    const frozen = await openSignedIn()
    const alive = await openTab({ config: { refreshTimeout: 500 } })
    const session = await context.newCDPSession(frozen.page)
    await server.expireAccess()
    await server.hold('refresh')
    await frozen.start(3, '/me')
    await server.wait('refresh.received', 1)
    await session.send('Page.setWebLifecycleState', { state: 'frozen' })
    await server.release('refresh')
    await alive.start(5, '/me')
    assert.deepEqual(results(await alive.outcomes()), all(5, 200))
    await session.send('Page.setWebLifecycleState', { state: 'active' })
    assert.deepEqual(results(await frozen.outcomes()), all(3, 200))
    for (const tab of [frozen, alive]) assert.equal(await tab.status(), 'signedIn')
    assert.ok((await server.counters()).refresh.received <= 2)
  }),
)
