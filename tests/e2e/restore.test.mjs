// A reload with the access token in memory: the session is asked for once, requests wait, and a refusal is quiet (R28).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  allStored,
  backWithData,
  but,
  forget,
  hasty,
  heldInRestore,
  inMemory,
  quietlySignedOut,
  refreshes,
  untilAvailable,
  ways,
} from './harness/coming-back.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'

const scene = makeLab()

for (const { what, options } of ways) {
  test(
    `a reload: one refresh ${what}, requests wait and are sent once, nobody sees a login`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn(options)
      await heldInRestore(server, tab)
      const { signedIn } = await tab.session()
      assert.equal(signedIn, false)
      await tab.start(10, '/me')
      await tab.pending(10)
      assert.equal((await server.counters()).resource.received, 0, 'they wait')
      await server.release('refresh')
      assert.deepEqual(results(await tab.outcomes()), all(10, 200))
      await backWithData(tab)
      assert.deepEqual(await tab.events('signedIn'), [{ by: 'restored' }])
      assert.deepEqual(await tab.statuses(), ['restoring', 'signedIn'])
      const { refresh, resource } = await server.counters()
      assert.deepEqual([refresh.received, resource.received, resource.refused], [1, 11, 0])
    }),
  )

  test(
    `a refused restore is quiet, and it is not tried again (${what})`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn(options)
      await server.revoke()
      await heldInRestore(server, tab)
      await tab.start(3, '/me')
      await tab.pending(3)
      await server.release('refresh')
      assert.deepEqual(results(await tab.outcomes()), all(3, 'SESSION_EXPIRED'))
      await quietlySignedOut(tab)
      assert.deepEqual(await tab.statuses(), ['restoring', 'signedOut'])
      assert.equal(await tab.stored(), null)
      assert.equal((await server.counters()).resource.received, 0)
      await tab.reload()
      await quietlySignedOut(tab)
      assert.equal(await refreshes(server), 1)
      // From here on it is a visitor like any other, who may log in.
      assert.equal((await tab.login()).error, undefined)
      await tab.reload()
      await backWithData(tab)
    }),
  )

  test(
    `503s in place of a restore: those who wait are told, the mark stays, a later request has its answer (${what})`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn(but(options, hasty))
      await server.fail({ target: 'refresh', times: 3, kind: 'status', status: 503 })
      await tab.reload()
      assert.deepEqual(results(await tab.askMany(3, '/me')), all(3, 'REFRESH_UNAVAILABLE'))
      assert.notEqual(await tab.stored(), null)
      assert.equal(await refreshes(server), 3)
      assert.equal(result(await untilAvailable(tab)), 200)
      await backWithData(tab)
      assert.deepEqual(await tab.events('signedIn'), [{ by: 'restored' }])
      assert.equal(await refreshes(server), 4)
    }),
  )

  test(
    `restore: 'always' asks once per load without a mark, quietly, and finds the session of the cookie (${what})`,
    scene(async ({ server, openTab }) => {
      const tab = await openTab(but(options, { restore: 'always' }))
      for (const load of [1, 2]) {
        await quietlySignedOut(tab)
        assert.equal(await refreshes(server), load)
        assert.equal(await tab.stored(), null)
        await tab.reload()
      }
      await quietlySignedOut(tab)
      await tab.login()
      await forget(tab)
      await tab.open()
      await backWithData(tab)
      assert.deepEqual(await tab.events('signedIn'), [{ by: 'restored' }])
      assert.equal(await refreshes(server), 4)
      await tab.call('logout')
      await tab.reload()
      await quietlySignedOut(tab)
      assert.equal(await refreshes(server), 5)
    }),
  )

  test(
    `a login during a restore wins, now and after the next load (${what})`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn(options)
      const { givenUp } = await heldInRestore(server, tab)
      await tab.start(3, '/echo')
      await tab.pending(3)
      assert.equal((await tab.login('alice')).error, undefined)
      assert.deepEqual(results(await tab.outcomes()), all(3, 'SESSION_CHANGED'))
      await givenUp()
      await server.release('refresh')
      assert.equal((await tab.ask('/me')).body.username, 'alice')
      assert.deepEqual(await tab.events('signedIn'), [{ by: 'login' }])
      assert.deepEqual(await tab.events('loginRequired'), [])
      await tab.reload()
      await backWithData(tab)
      assert.equal((await tab.ask('/me')).body.username, 'alice', 'the late reply has replaced nothing')
    }),
  )

  test(
    `a logout during a restore wins, and the late reply brings nobody back (${what})`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn(options)
      await heldInRestore(server, tab)
      await tab.start(3, '/me')
      await tab.pending(3)
      const leaving = tab.call('logout')
      await tab.becomes('signedOut')
      await server.release('refresh')
      assert.equal((await leaving).error, undefined)
      assert.deepEqual(results(await tab.outcomes()), all(3, 'SESSION_CHANGED'))
      await quietlySignedOut(tab)
      assert.equal(await tab.stored(), null)
      assert.equal((await server.counters()).logout, 1)
      const before = await refreshes(server)
      await tab.reload()
      await quietlySignedOut(tab)
      assert.equal(await refreshes(server), before)
    }),
  )
}

const options = { config: inMemory }

test(
  'requests in the same breath as createAuth, reload after reload: one refresh for each',
  scene(async ({ server, makeTab, openSignedIn }) => {
    const tab = await openSignedIn(options)
    for (const round of [1, 2, 3]) {
      await tab.page.reload()
      await tab.page.waitForFunction(() => window.lab !== undefined)
      const outcomes = await tab.page.evaluate(async (config) => {
        await lab.open(config)
        return lab.clients.main.askMany(5, '/me')
      }, tab.config)
      assert.deepEqual(results(outcomes), all(5, 200))
      const { refresh, resource } = await server.counters()
      assert.deepEqual([refresh.received, refresh.reuseDetected, resource.refused], [round, 0, 0])
    }
    // The session lives on as any other.
    await server.expireAccess()
    assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
    assert.equal(await refreshes(server), 4)
    await tab.page.close()
    const next = await makeTab(options)
    await next.open()
    await backWithData(next)
    assert.equal(await refreshes(server), 5)
  }),
)

test(
  'what is kept is a mark without a secret, and a logout takes it away',
  scene(async ({ server, context, openSignedIn }) => {
    const tab = await openSignedIn(options)
    const secrets = async () => {
      const { value } = await tab.call('getAccessToken')
      const cookies = await context.cookies()
      return [value, ...value.split('.').slice(1), ...cookies.map(({ value }) => value)]
    }
    for (const when of ['after the login', 'after a restore']) {
      const [stored, found] = [await allStored(tab), await secrets()]
      assert.ok(found.length >= 4, 'the token and the cookie are known here')
      for (const secret of found) assert.ok(!stored.includes(secret), when)
      assert.equal(JSON.parse(await tab.stored()).access, false, when)
      await tab.reload()
      await tab.becomes('signedIn')
    }
    await tab.call('logout')
    assert.equal(await tab.stored(), null)
    const before = (await server.log()).length
    await tab.reload()
    await quietlySignedOut(tab)
    assert.equal((await server.log()).length, before, 'no request at all')
  }),
)

test(
  'an anonymous visitor causes no request, and a login is a login',
  scene(async ({ server, openTab }) => {
    const tab = await openTab(options)
    assert.equal(await tab.status(), 'signedOut', 'at once')
    await quietlySignedOut(tab)
    await tab.reload()
    await quietlySignedOut(tab)
    assert.deepEqual(await server.log(), [])
    assert.equal((await tab.login()).error, undefined)
    assert.deepEqual(await tab.events('signedIn'), [{ by: 'login' }])
    assert.equal(result(await tab.ask('/me')), 200)
    assert.equal(await refreshes(server), 0)
  }),
)
