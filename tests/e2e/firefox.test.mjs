// The same promises in Firefox, whose localStorage, locks and channels are other people's work.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeFirefoxLab } from './harness/engine-lab.mjs'
import { all, results } from './harness/outcomes.mjs'

const { skip, scene } = await makeFirefoxLab()

test(
  'login, expiry, 200 requests at once: one refresh, 200 answers, and a reload keeps the user',
  { skip },
  scene(async ({ server, openTabs }) => {
    const [tab] = await openTabs(1)
    await server.expireAccess()
    assert.deepEqual(results(await tab.askMany(200, '/me')), all(200, 200))
    assert.equal((await server.counters()).refresh.received, 1)
    await tab.reload()
    assert.equal(await tab.status(), 'signedIn')
    await server.expireAccess()
    assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200))
    assert.equal((await server.counters()).refresh.received, 2)
  }),
)

for (const [what, without] of [
  ['', undefined],
  [' without Web Locks', 'locks'],
  [' without BroadcastChannel', 'channel'],
]) {
  test(
    `5 tabs with 5 requests each at the same moment${what}: one refresh, nobody signed out`,
    { skip },
    scene(async ({ server, openTabs }) => {
      const tabs = await openTabs(5, { without })
      for (const round of [1, 2, 3]) {
        await server.expireAccess()
        const at = Date.now() + 600
        for (const tab of tabs) await tab.start(5, '/me', { at })
        for (const tab of tabs) assert.deepEqual(results(await tab.outcomes()), all(5, 200))
        const { refresh } = await server.counters()
        assert.deepEqual([refresh.received, refresh.reuseDetected], [round, 0], `round ${round}`)
      }
      for (const tab of tabs) assert.equal(await tab.status(), 'signedIn')
    }),
  )
}

test(
  'a dropped connection, a refusal and a logout in another tab mean what they mean in Chromium',
  { skip },
  scene(async ({ server, openTabs }) => {
    const [tab, other] = await openTabs(2, { config: { retry: { attempts: 3, base: 20, cap: 50 } } })
    await server.expireAccess()
    await server.fail({ target: 'refresh', kind: 'drop' })
    assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
    assert.equal((await server.counters()).refresh.granted, 1)
    await other.call('logout')
    await tab.told('signedOut')
    assert.equal((await tab.login()).error, undefined)
    await other.told('signedIn', 2)
    await server.expireAccess()
    await server.revoke()
    assert.deepEqual(results(await tab.askMany(1, '/me')), [401])
    assert.deepEqual(await tab.events('loginRequired'), [
      { reason: 'otherTab' },
      { reason: 'refreshRejected' },
    ])
    await other.told('loginRequired')
  }),
)

test(
  'a tab is closed in the middle of its exchange: another finishes it',
  { skip },
  scene(async ({ server, openTabs }) => {
    const [closing, staying] = await openTabs(2)
    await server.expireAccess()
    await server.fail({ target: 'refresh', kind: 'hang' })
    await closing.start(3, '/me')
    await server.wait('refresh.received', 1)
    await staying.start(5, '/me')
    await staying.pending(5)
    await closing.page.close()
    assert.deepEqual(results(await staying.outcomes()), all(5, 200))
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.granted, refresh.reuseDetected], [2, 1, 0])
  }),
)
