// The back-end that names its expiries as dates: no request ever spends a 401 there.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'

/** @typedef {import('./harness/lab.mjs').TabOptions} TabOptions */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('./harness/control.mjs').Control} Control */

const scene = makeLab()
const config = { ...dialects.envelope, baseURL: '/envelope', proactive: { background: false } }

/** A clock that can be put forward, before the page has one. */
async function openSignedIn(
  /** @type {(options?: TabOptions | undefined) => Promise<Tab>} */ makeTab,
  /** @type {TabOptions} */ options = {},
) {
  const tab = await makeTab({ config, ...options })
  await tab.page.clock.install()
  assert.deepEqual(await tab.open(), {})
  assert.equal((await tab.login()).error, undefined)
  return tab
}

/** The access token's end comes, here and on the server. */
async function passBy(/** @type {Tab} */ tab, /** @type {Control} */ server, seconds = 55) {
  await server.expireAccess()
  await tab.page.clock.fastForward(seconds * 1000)
}

test(
  'requests go out with a fresh token, refreshed before they are sent, time after time',
  scene(async ({ server, makeTab }) => {
    const tab = await openSignedIn(makeTab)
    const { accessExpiresAt } = await tab.session()
    const ahead = Number(accessExpiresAt) - Date.now()
    assert.ok(ahead > 50_000 && ahead <= 60_000, `a date of another zone was read as ${ahead} ms from now`)
    for (const round of [1, 2, 3]) {
      await passBy(tab, server)
      assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
      const { refresh, resource } = await server.counters()
      assert.deepEqual([refresh.received, resource.refused], [round, 0])
    }
    const { data } = (await tab.call('get', '/me')).value
    assert.equal(data.username, 'demo')
  }),
)

test(
  'what is held back for the refresh is neither sent before, nor cancelled, nor lost',
  scene(async ({ server, makeTab }) => {
    const tab = await openSignedIn(makeTab)
    await server.hold('refresh')
    await passBy(tab, server)
    await tab.start(5, '/me')
    await server.wait('refresh.received', 1)
    await tab.pending(5)
    await tab.page.evaluate(() => {
      const body = JSON.stringify({ kept: 'whole' })
      lab.posted = lab.clients.main.ask('/echo', { method: 'POST', body })
      lab.leaving = new AbortController()
      lab.left = lab.clients.main.ask('/me', { signal: lab.leaving.signal })
    })
    await tab.pending(7)
    await tab.page.evaluate(() => lab.leaving.abort())
    const { error } = await tab.page.evaluate(() => lab.left)
    assert.equal(error.name, 'AbortError')
    assert.equal((await server.counters()).resource.received, 0, 'nothing was sent with the old token')
    await server.release('refresh')
    assert.deepEqual(results(await tab.outcomes()), all(5, 200))
    const posted = await tab.page.evaluate(() => lab.posted)
    assert.equal(posted.body.data.body_text, '{"kept":"whole"}')
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received, resource.received, resource.refused], [1, 6, 0])
  }),
)

test(
  'a refresh token whose date has passed is tried once; if it is refused, that is the reason',
  scene(async ({ server, makeTab }) => {
    const tab = await openSignedIn(makeTab)
    await passBy(tab, server, 2 * 86_400)
    await server.revoke()
    assert.equal(result(await tab.ask('/me')), 'SESSION_EXPIRED')
    assert.deepEqual(await tab.events('loginRequired'), [{ reason: 'refreshExpired' }])
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received, resource.received], [1, 0])
  }),
)

test(
  'a device whose clock has jumped two days ahead keeps its session: only the server ends one',
  scene(async ({ server, makeTab }) => {
    const tab = await openSignedIn(makeTab)
    await passBy(tab, server, 2 * 86_400)
    assert.equal(result(await tab.ask('/me')), 200)
    assert.deepEqual(await tab.events('loginRequired'), [])
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)

test(
  'the background renews ahead of the date, so that no request has to wait',
  scene(async ({ server, makeTab }) => {
    const tab = await openSignedIn(makeTab, { config: { ...config, proactive: {} } })
    await passBy(tab, server)
    await tab.told('refreshed')
    assert.equal(result(await tab.ask('/me')), 200)
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received, resource.refused], [1, 0])
  }),
)
