// An access token expires: one refresh, and every request gets its answer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'

const scene = makeLab()

test(
  'after the login the data comes, with one request each',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    const orders = await tab.ask('/orders')
    assert.equal(orders.status, 200)
    assert.equal(orders.body.length, 20)
    assert.equal((await tab.ask('/me')).body.username, 'demo')
    assert.equal(await tab.status(), 'signedIn')
    const counters = await server.counters()
    assert.equal(counters.login, 1)
    assert.equal(counters.refresh.received, 0)
    assert.equal(counters.resource.received, 2)
    assert.deepEqual(await tab.events('signedIn'), [{ by: 'login' }])
  }),
)

test(
  'an expired token costs one refresh, and the data comes as if nothing had been',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.expireAccess()
    const me = await tab.ask('/me')
    assert.deepEqual([me.status, me.body.username], [200, 'demo'])
    const counters = await server.counters()
    assert.equal(counters.refresh.received, 1)
    assert.equal(counters.resource.received, 2)
    assert.deepEqual(await tab.events('refreshed'), [{ by: 'thisTab' }])
  }),
)

for (const count of [10, 200]) {
  test(
    `${count} requests at once meet the expiry: one refresh, ${count} answers`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn()
      await server.expireAccess()
      const outcomes = await tab.askMany(count, '/me')
      assert.deepEqual(results(outcomes), all(count, 200))
      const counters = await server.counters()
      assert.equal(counters.refresh.received, 1)
      assert.equal(counters.refresh.reuseDetected, 0)
      assert.ok(counters.resource.received <= 2 * count, 'each is sent at most twice')
    }),
  )
}

test(
  'stragglers whose 401 comes after the refresh take the new token, without a second refresh',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.expireAccess()
    await server.hold('resource')
    await tab.start(5, '/me')
    await server.wait('resource.received', 5)
    // The five are under way with the old token while something else refreshes.
    const refreshed = await tab.call('refresh')
    assert.equal(refreshed.error, undefined)
    await server.release('resource')
    assert.deepEqual(results(await tab.outcomes()), all(5, 200))
    const counters = await server.counters()
    assert.equal(counters.refresh.received, 1)
    assert.equal(counters.resource.received, 10)
  }),
)

test(
  'requests made during the refresh wait for it instead of spending a 401',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.expireAccess()
    await server.hold('refresh')
    await tab.start(1, '/me')
    await server.wait('refresh.received', 1)
    await tab.start(9, '/me')
    await tab.pending(10)
    assert.equal(await tab.status(), 'refreshing')
    await server.release('refresh')
    assert.deepEqual(results(await tab.outcomes()), all(10, 200))
    const counters = await server.counters()
    assert.equal(counters.refresh.received, 1)
    assert.equal(counters.resource.refused, 1)
    assert.equal((await tab.session()).pending, 0)
  }),
)

test(
  'an expiry known from expires_in is renewed before anything is sent: no 401 at all',
  scene(async ({ server, openSignedIn }) => {
    await server.settings({ accessLifetimeMs: 2_000 })
    const tab = await openSignedIn({ config: { proactive: { background: false } } })
    await tab.page.waitForFunction(
      () => Date.now() > /** @type {number} */ (lab.clients.main.auth.session.accessExpiresAt),
    )
    assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
    const counters = await server.counters()
    assert.equal(counters.refresh.received, 1)
    assert.equal(counters.resource.refused, 0)
    assert.equal(counters.resource.received, 5)
  }),
)

test(
  'the token is renewed in the background before it ends, so that nobody waits',
  scene(async ({ server, openSignedIn }) => {
    await server.settings({ accessLifetimeMs: 4_000 })
    const tab = await openSignedIn()
    const before = await tab.session()
    assert.equal(result(await tab.ask('/me')), 200)
    await tab.told('refreshed')
    assert.ok(Date.now() < Number(before.accessExpiresAt), 'in time')
    const counters = await server.counters()
    assert.equal(counters.refresh.received, 1)
    assert.deepEqual([counters.resource.received, counters.resource.refused], [1, 0])
  }),
)

test(
  'short-lived tokens that nobody uses are not renewed on an idle page; the next request does so',
  scene(async ({ server, openSignedIn }) => {
    await server.settings({ accessLifetimeMs: 600 })
    const tab = await openSignedIn()
    const end = Number((await tab.session()).accessExpiresAt) + 2_000
    await tab.page.waitForFunction((end) => Date.now() > end, end)
    assert.equal((await server.counters()).refresh.received, 0)
    assert.equal(result(await tab.ask('/me')), 200)
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received, resource.refused], [1, 0])
  }),
)

test(
  'lifetimes shorter than the leeway cause no storm',
  scene(async ({ server, openSignedIn }) => {
    await server.settings({ accessLifetimeMs: 1_000 })
    const tab = await openSignedIn()
    const until = Date.now() + 3_500
    let asked = 0
    while (Date.now() < until) {
      assert.equal((await tab.ask('/me')).status, 200)
      asked += 1
    }
    const { refresh } = await server.counters()
    assert.ok(asked > 20, `${asked} requests`)
    assert.ok(refresh.received <= 8, `${refresh.received} refreshes in 3.5 s of 1 s tokens`)
  }),
)

test(
  'a server that refuses everything gets each request twice at most, and its 401 is the answer',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.settings({ refuseAlways: true })
    assert.deepEqual(results(await tab.askMany(3, '/me')), all(3, 401))
    const counters = await server.counters()
    assert.equal(counters.resource.received, 6)
    assert.equal(counters.refresh.received, 1)
    assert.equal(await tab.status(), 'signedIn')
    const warnings = await tab.events('warning')
    assert.ok(warnings.some((/** @type {{ code: string }} */ { code }) => code === 'FRESH_TOKEN_REJECTED'))
  }),
)

test(
  'a reload keeps the user signed in',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await tab.reload()
    assert.equal(await tab.status(), 'signedIn')
    await tab.told('signedIn')
    assert.deepEqual(await tab.events('signedIn'), [{ by: 'restored' }])
    await server.expireAccess()
    await tab.reload()
    assert.equal((await tab.ask('/me')).status, 200)
    const counters = await server.counters()
    assert.deepEqual([counters.login, counters.refresh.received], [1, 1])
  }),
)
