// The server is told of a logout with a token that is good, and its silence or refusal is told (R31).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'

/** @typedef {import('./harness/control.mjs').Control} Control */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

/** The calls that came to the server after the login, as "endpoint status". */
const called = async (/** @type {Control} */ server) =>
  (await server.log())
    .map(({ kind, status }) => `${kind} ${status}`)
    .filter((call) => !call.startsWith('login'))

const warnings = async (/** @type {Tab} */ tab) =>
  (await tab.events('warning')).filter(
    (/** @type {{ code: string }} */ { code }) => code === 'LOGOUT_NOT_CONFIRMED',
  )

/** The session goes on with tokens whose end the client knows to have passed. */
const endKnown = (/** @type {Tab} */ tab) =>
  tab.page.evaluate(
    ({ access, refresh }) =>
      lab.clients.main.auth.setTokens({ access, refresh, accessExpiresAt: Date.now() - 1 }),
    JSON.parse(/** @type {Tab & { record: string }} */ (tab).record),
  )

for (const name of ['bearer', 'query', 'oauth2', 'cookie', 'code', 'forbidden']) {
  // Every one by an endpoint that wants an access token; a revocation wants none.
  const { logout } = dialects.bearer
  // In localStorage, where the test finds the tokens.
  const storage = 'local'
  const config = { ...dialects[name], ...(name === 'oauth2' && { logout }), baseURL: `/${name}`, storage }
  // A reply in an envelope of this dialect is a good one by its status.
  const refused = { code: 200, forbidden: 403 }[name] ?? 401

  test(
    `${name}: the server says that the token has expired, and is asked once more with a new one`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ config })
      await server.settings({ guardLogout: true })
      await server.expireAccess()
      assert.equal((await tab.call('logout')).error, undefined)
      const confirmed = (await called(server)).at(-1)
      assert.deepEqual(await called(server), [`logout ${refused}`, 'refresh 200', confirmed])
      assert.match(String(confirmed), /^logout 20[04]$/)
      assert.deepEqual(await warnings(tab), [])
      assert.equal(await tab.status(), 'signedOut')
      assert.equal(await tab.stored(), null, 'what the exchange brought is not stored')
    }),
  )

  test(
    `${name}: a token that is known to have ended is renewed first`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ config })
      Object.assign(tab, { record: await tab.stored() })
      await server.settings({ guardLogout: true })
      await server.expireAccess()
      await endKnown(tab)
      assert.equal((await tab.call('logout')).error, undefined)
      const [refresh, logout, ...more] = await called(server)
      assert.deepEqual([refresh, more], ['refresh 200', []])
      assert.match(logout, /^logout 20[04]$/)
      assert.deepEqual(await warnings(tab), [])
    }),
  )
}

test(
  'a server that refuses all the same: two calls, and a warning that names the status',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.settings({ guardLogout: true, refuseAlways: true })
    assert.equal((await tab.call('logout')).error, undefined)
    assert.deepEqual(await called(server), ['logout 401', 'refresh 200', 'logout 401'])
    const [{ message }, ...more] = await warnings(tab)
    assert.match(message, /\(status 401\)/)
    assert.deepEqual(more, [])
    assert.equal(await tab.status(), 'signedOut')
  }),
)

test(
  'no network: the session is over, and a warning says that nobody replied',
  scene(async ({ context, openSignedIn }) => {
    const tab = await openSignedIn()
    await context.setOffline(true)
    assert.equal((await tab.call('logout')).error, undefined)
    const [{ message }] = await warnings(tab)
    assert.match(message, /\(no reply\)/)
    assert.equal(await tab.status(), 'signedOut')
    assert.equal(await tab.stored(), null)
  }),
)

test(
  'a logout while the refresh is in the air: its exchange serves the logout, and no token is used twice',
  scene(async ({ server, openSignedIn, openTab }) => {
    const tab = await openSignedIn()
    const other = await openTab()
    await server.settings({ guardLogout: true })
    await server.expireAccess()
    await server.hold('refresh')
    await tab.start(1, '/me')
    await server.wait('refresh.received', 1)
    const logout = tab.call('logout')
    await other.told('signedOut')
    assert.equal(await tab.status(), 'signedOut', 'at once')
    await server.release('refresh')
    assert.equal((await logout).error, undefined)
    assert.deepEqual((await called(server)).slice(-2), ['refresh 200', 'logout 204'])
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.reuseDetected], [1, 0])
    assert.deepEqual(await warnings(tab), [])
    assert.deepEqual([await tab.stored(), await other.status()], [null, 'signedOut'])
  }),
)

test(
  'another user who signs in meanwhile is not touched',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.settings({ guardLogout: true })
    await server.expireAccess()
    await server.hold('refresh')
    const logout = tab.call('logout')
    await server.wait('refresh.received', 1)
    assert.equal((await tab.login('alice')).error, undefined)
    await server.release('refresh')
    assert.equal((await logout).error, undefined)
    const { status, body } = await tab.ask('/me')
    assert.deepEqual([status, body.username], [200, 'alice'])
    assert.deepEqual(await warnings(tab), [])
  }),
)

test(
  'expired.test is asked about the reply to a logout',
  scene(async ({ server, openSignedIn, openTab }) => {
    const tab = await openSignedIn()
    const page = await openTab()
    const tokens = JSON.parse(await tab.stored())
    await server.settings({ guardLogout: true })
    await server.expireAccess()
    await page.page.evaluate(async ({ access, refresh }) => {
      const expired = {
        status: [],
        test: (/** @type {{ status: number, body: any }} */ { status, body }) =>
          status === 401 && body !== undefined,
      }
      const config = {
        baseURL: '/bearer',
        refresh: '/refresh',
        logout: '/logout',
        storage: 'memory',
        expired,
      }
      await lab.open(config, 'tested')
      await lab.clients.tested.auth.setTokens({ access, refresh })
      await lab.clients.tested.auth.logout()
    }, tokens)
    assert.deepEqual(await called(server), ['logout 401', 'refresh 200', 'logout 204'])
  }),
)
