// The refresh goes wrong: a refusal ends the session once, everything else keeps it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasty, untilAvailable } from './harness/coming-back.mjs'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

const kept = async (/** @type {Tab} */ tab) => {
  assert.notEqual(await tab.status(), 'signedOut')
  assert.ok((await tab.stored())?.includes('refresh'), 'the tokens are still stored')
  assert.deepEqual(await tab.events('loginRequired'), [])
  assert.deepEqual(await tab.events('signedOut'), [])
}

test(
  'a refused refresh settles everybody who waits, asks for a login once, and clears the tokens',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.expireAccess()
    await server.revoke()
    await server.hold('refresh')
    await tab.start(5, '/me')
    await server.wait('refresh.received', 1)
    await tab.start(20, '/me')
    await tab.pending(25)
    await server.release('refresh')
    const outcomes = results(await tab.outcomes())
    // Those that were sent have their real 401; those that were not are told why.
    assert.deepEqual(outcomes.slice(0, 5), all(5, 401))
    assert.deepEqual(outcomes.slice(5), all(20, 'SESSION_EXPIRED'))
    assert.deepEqual(await tab.events('loginRequired'), [{ reason: 'refreshRejected' }])
    assert.deepEqual(await tab.events('signedOut'), [{ by: 'expired' }])
    assert.equal(await tab.status(), 'signedOut')
    assert.equal(await tab.stored(), null)
    assert.equal((await server.counters()).refresh.received, 1)
    // Signed out, requests go out bare and nothing more is told.
    assert.equal(result(await tab.ask('/me')), 401)
    assert.equal((await tab.events('loginRequired')).length, 1)
    assert.equal((await tab.login()).error, undefined)
    assert.equal(result(await tab.ask('/me')), 200)
  }),
)

for (const [
  what,
  order,
] of /** @type {[string, { kind: string, status?: number, retryAfter?: number }][]} */ ([
  ['a 503', { kind: 'status', status: 503 }],
  ['a 429 with Retry-After', { kind: 'status', status: 429, retryAfter: 1 }],
  ['a captive portal', { kind: 'html' }],
  ['a dropped connection', { kind: 'drop' }],
])) {
  test(
    `${what} in place of the refresh is tried again, and nobody notices`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ config: hasty })
      await server.expireAccess()
      await server.fail({ target: 'refresh', ...order })
      assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.received, refresh.granted], [2, 1])
      const failures = await tab.events('refreshFailed')
      assert.deepEqual(
        failures.map(({ terminal, attempt }) => [terminal, attempt]),
        [[false, 1]],
      )
      if (order.retryAfter) assert.ok(failures[0].retryInMs >= 900, `${failures[0].retryInMs} ms`)
      await kept(tab)
    }),
  )
}

for (const [
  what,
  order,
] of /** @type {[string, { kind: string, status?: number, retryAfter?: number }][]} */ ([
  ['keeps failing', { kind: 'status', status: 503 }],
  ['keeps being cut off', { kind: 'drop' }],
])) {
  test(
    `a refresh that ${what} rejects those who wait, keeps the session, and works again later`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ config: hasty })
      await server.expireAccess()
      await server.fail({ target: 'refresh', times: 3, ...order })
      assert.deepEqual(results(await tab.askMany(6, '/me')), all(6, 'REFRESH_UNAVAILABLE'))
      assert.equal((await server.counters()).refresh.received, 3)
      await kept(tab)
      // After the cool-down the next request tries again; until then it is told at once.
      assert.equal(result(await untilAvailable(tab)), 200)
      assert.equal((await server.counters()).refresh.received, 4)
      await kept(tab)
    }),
  )
}

test(
  'a refresh that is never answered ends by its timeout, and the next try is good',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: { ...hasty, refreshTimeout: 500 } })
    await server.expireAccess()
    await server.fail({ target: 'refresh', kind: 'hang' })
    assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
    await kept(tab)
  }),
)

test(
  'a reply that is lost after the server has rotated: with a grace the user stays',
  scene(async ({ server, openSignedIn }) => {
    await server.settings({ graceMs: 5_000 })
    const tab = await openSignedIn({ config: hasty })
    await server.expireAccess()
    await server.fail({ target: 'refresh', kind: 'dropAfter' })
    assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.granted], [2, 2])
    await kept(tab)
  }),
)

test(
  'a reply that is lost after a strict server has rotated: the login is asked for, with the true reason',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: hasty })
    await server.expireAccess()
    await server.fail({ target: 'refresh', kind: 'dropAfter' })
    await tab.askMany(5, '/me')
    assert.deepEqual(await tab.events('loginRequired'), [{ reason: 'refreshRejected' }])
    assert.equal((await server.counters()).refresh.received, 2)
  }),
)

test(
  'offline, requests wait for the network, and go on when it is back',
  scene(async ({ server, openSignedIn, context }) => {
    const tab = await openSignedIn({ config: hasty })
    await server.settings({ accessLifetimeMs: 1_000 })
    assert.equal((await tab.call('refresh')).error, undefined)
    await context.setOffline(true)
    await tab.page.waitForFunction(
      () => Date.now() > /** @type {number} */ (lab.clients.main.auth.session.accessExpiresAt),
    )
    await tab.start(3, '/me')
    await tab.pending(3)
    await context.setOffline(false)
    assert.deepEqual(results(await tab.outcomes()), all(3, 200))
    await kept(tab)
  }),
)

// A cookie may still be there, although nobody is signed in: only `refresh()` asks for it.
for (const [name, asked] of /** @type {[string, number][]} */ ([
  ['bearer', 0],
  ['cookie', 1],
])) {
  test(
    `${name}, signed out: a request that is refused asks for the login once, and nothing is refreshed`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ config: { ...dialects[name], baseURL: `/${name}` } })
      await tab.call('logout')
      for (let round = 0; round < 3; round += 1) assert.equal(result(await tab.ask('/me')), 401)
      assert.equal((await tab.call('getAccessToken')).value, null)
      assert.equal((await server.counters()).refresh.received, 0)
      assert.equal((await tab.call('refresh')).error.code, 'SESSION_EXPIRED')
      assert.deepEqual(await tab.events('loginRequired'), [{ reason: 'noSession' }])
      assert.equal((await server.counters()).refresh.received, asked)
    }),
  )
}
