// Sessions that slide on: ordinary replies bring the next access token in a header.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()
const config = { ...dialects.header, baseURL: '/header' }

/** The access token in the store. */
const access = async (/** @type {Tab} */ tab) => JSON.parse(await tab.stored()).access

test(
  'each request is sent with what the reply before it brought, in any tab and after a reload',
  scene(async ({ server, openTabs }) => {
    await server.settings({ sliding: true })
    const [tab, other] = await openTabs(2, { config })
    for (const round of [1, 2, 3, 4, 5]) {
      assert.equal(result(await tab.ask('/me')), 200)
      await tab.told('refreshed', round)
    }
    await other.told('refreshed', 5)
    assert.equal(result(await other.ask('/me')), 200)
    await other.told('refreshed', 6)
    await other.reload()
    assert.equal(result(await other.ask('/me')), 200)
    const served = (await server.log()).filter(({ kind }) => kind === 'resource')
    assert.deepEqual(
      served.map(({ status, tokenSerial }) => [status, tokenSerial]),
      [1, 2, 3, 4, 5, 6, 7].map((serial) => [200, serial]),
    )
    assert.equal((await server.counters()).refresh.received, 0)
  }),
)

test(
  'of ten replies at once one token is taken; a refresh beside them loses nothing',
  scene(async ({ server, openTabs }) => {
    await server.settings({ sliding: true })
    const [tab, other] = await openTabs(2, { config })
    assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200))
    await tab.told('refreshed')
    await server.hold('resource')
    await tab.start(3, '/me')
    await server.wait('resource.received', 13)
    // Their replies come in the middle of another tab's exchange.
    await server.hold('refresh')
    const refreshing = other.call('refresh')
    await server.wait('refresh.received', 1)
    await server.release('resource')
    assert.deepEqual(results(await tab.outcomes()), all(3, 200))
    await server.release('refresh')
    assert.equal((await refreshing).error, undefined)
    await server.settings({ sliding: false })
    await server.expireAccess()
    assert.deepEqual(results(await tab.askMany(3, '/me')), all(3, 200))
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.granted, refresh.reuseDetected], [2, 2, 0])
  }),
)

test(
  'a reply that comes after a logout or another login changes nothing',
  scene(async ({ server, openSignedIn }) => {
    await server.settings({ sliding: true })
    const tab = await openSignedIn({ config })
    await server.hold('resource')
    await tab.start(1, '/me')
    await server.wait('resource.received', 1)
    assert.equal((await tab.login('alice')).error, undefined)
    const alices = await access(tab)
    await server.release('resource')
    await tab.outcomes()
    assert.equal(await access(tab), alices)
    await server.settings({ sliding: false })
    const { body } = await tab.ask('/me')
    assert.equal(body.username, 'alice')
  }),
)
