// Sessions in the server's own cookies: the page has no token in hand, and all goes on as with one (R29).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, results } from './harness/outcomes.mjs'

/** @typedef {import('./harness/control.mjs').Control} Control */

const scene = makeLab()
const config = { ...dialects.cookies, baseURL: '/cookies' }

const refreshes = async (/** @type {Control} */ server) => (await server.counters()).refresh.received

test(
  'the page keeps a mark and no secret, and a reload finds the session by it',
  scene(async ({ server, context, openSignedIn }) => {
    const tab = await openSignedIn({ config })
    const record = await tab.stored()
    const cookies = await context.cookies()
    const secrets = cookies.filter(({ httpOnly }) => httpOnly).map(({ value }) => value)
    assert.ok(secrets.length >= 2)
    for (const secret of secrets) assert.ok(!record.includes(secret), 'no secret is stored')
    assert.equal(JSON.parse(record).access, false)
    assert.equal((await tab.call('getAccessToken')).value, null)
    await tab.reload()
    assert.equal(await tab.status(), 'signedIn')
    assert.equal((await tab.ask('/me')).status, 200)
    assert.equal(await refreshes(server), 0)
  }),
)

test(
  'two tabs, ten requests each, one refresh; writes carry the new value of the csrf cookie',
  scene(async ({ server, openTabs }) => {
    const tabs = await openTabs(2, { config })
    await server.expireAccess()
    const at = Date.now() + 200
    await Promise.all(tabs.map((tab) => tab.start(10, '/me', { at })))
    for (const tab of tabs) assert.deepEqual(results(await tab.outcomes()), all(10, 200))
    assert.equal(await refreshes(server), 1)
    await server.expireAccess()
    const posted = await tabs[0].ask('/echo', { method: 'POST', body: 'x' })
    assert.equal(posted.status, 200, 'the replay has the new value')
    assert.equal(await refreshes(server), 2)
  }),
)

test(
  'a wrong password signs nobody in, and a logout is the end of it for the server, too',
  scene(async ({ server, openTab }) => {
    const tab = await openTab({ config })
    const { error } = await tab.call('login', { username: 'demo', password: 'wrong' })
    assert.equal(error.code, 'ERR_BAD_REQUEST')
    assert.deepEqual([await tab.status(), await tab.stored()], ['signedOut', null])
    await tab.login()
    assert.equal((await tab.call('logout')).error, undefined)
    assert.deepEqual(await tab.events('warning'), [])
    assert.equal((await tab.ask('/me')).status, 401)
    assert.deepEqual([await tab.status(), await refreshes(server)], ['signedOut', 0])
  }),
)

test(
  'a step of a login signs nobody in, and the application’s own call of the login does',
  scene(async ({ openTab }) => {
    const tab = await openTab({ config })
    await tab.call('login', { username: 'demo', password: 'demo' }, { tokens: false })
    assert.equal(await tab.status(), 'signedOut')
    await tab.call('post', '/login', { username: 'demo', password: 'demo' })
    assert.equal(await tab.status(), 'signedIn')
  }),
)

test(
  'without a refresh a 401 is the end, and a refused refresh says so once',
  scene(async ({ server, openSignedIn }) => {
    const { refresh, ...without } = config
    const plain = await openSignedIn({ config: { ...without, storageKey: 'plain', refresh: undefined } })
    await server.expireAccess()
    await plain.askMany(3, '/me')
    assert.deepEqual(await plain.events('loginRequired'), [{ reason: 'refreshExpired' }])
    const tab = await openSignedIn({ config })
    await server.revoke()
    await server.expireAccess()
    await tab.askMany(3, '/me')
    assert.deepEqual(await tab.events('loginRequired'), [{ reason: 'refreshRejected' }])
    assert.equal(await tab.status(), 'signedOut')
  }),
)
