// The trace numbers requests; the devtools find out which URL each number is. A wrong name would be worse than none.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasRows, mount, tableOf } from './harness/devtools.mjs'
import { makeLab } from './harness/lab.mjs'

/** @typedef {import('playwright-core').Page} Page */

const scene = makeLab()

/** The names of the requests, in their order. */
const named = async (/** @type {Page} */ page) =>
  (await tableOf(page))
    .map(([what]) => what)
    .filter((what) => what.startsWith('#'))
    .sort((one, other) => Number.parseInt(one.slice(1), 10) - Number.parseInt(other.slice(1), 10))
    .map((what) => what.replace(/^#\d+ ?/, ''))

test(
  'requests keep their names among others of the page, through an abort and a replay, by fetch and by the verbs',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await mount(tab)
    const { page } = tab
    await server.expireAccess()
    await server.hold('refresh')
    await page.evaluate(() => {
      const { auth } = lab.clients.main
      const leaving = new AbortController()
      const own = () => fetch('/fixtures/blank.html?own')
      window.leaving = leaving
      window.settled = Promise.allSettled([
        own(),
        auth.fetch('/me'),
        own(),
        auth.fetch('/orders', { signal: leaving.signal }),
        auth.fetch(new Request('/bearer/orders/1001', { method: 'PUT', body: '{}' })),
        own(),
        auth.get('/orders/1002'),
        auth.post('/orders', { total: 1 }),
        auth.fetch('/orders/1003'),
      ])
    })
    await tab.pending(6)
    await page.evaluate(() => leaving.abort())
    await server.release('refresh')
    await page.evaluate(() => settled.then(() => {}))
    await hasRows(page, 7)
    assert.deepEqual(await named(page), [
      'GET /bearer/me',
      'GET /bearer/orders',
      'PUT /bearer/orders/1001',
      'GET /bearer/orders/1002',
      'POST /bearer/orders',
      'GET /bearer/orders/1003',
    ])
    const statuses = (await tableOf(page)).map(
      ([what, outcome]) => `${what.replace(/^#\d+ /, '')}: ${outcome}`,
    )
    assert.ok(statuses.includes('GET /bearer/orders: no reply'))
    assert.ok(statuses.includes('GET /bearer/me: 200'))
  }),
)

test(
  'an upload that is not sent by fetch has no name, and no other’s; nor has what is sent in the same moment',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn()
    await mount(tab)
    const { page } = tab
    await page.evaluate(() => {
      const { auth } = lab.clients.main
      return Promise.allSettled([
        auth.fetch('/me'),
        auth.post('/orders', { total: 1 }, { onUploadProgress: () => {} }),
        auth.fetch('/orders/1001'),
      ])
    })
    await hasRows(page, 3)
    assert.deepEqual(await named(page), ['', '', ''])
    await tab.ask('/orders/1002')
    await hasRows(page, 4)
    assert.deepEqual(await named(page), ['', '', '', 'GET /bearer/orders/1002'])
  }),
)
