// An axios application with authflight attached: all is as it was, but for the refresh.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { bundleApps } from './harness/apps.mjs'
import { compareAxios, compareVerbs } from './harness/axios-table.mjs'
import { makeLab } from './harness/lab.mjs'
import { all } from './harness/outcomes.mjs'

/** @typedef {import('playwright-core').Page} Page */

const apps = await bundleApps(['axios.js'])
// The first version that has the seam.
const oldest = await bundleApps(['axios.js'], { alias: { axios: 'axios-oldest' } })
after(() => {
  apps.remove()
  oldest.remove()
})

const inLab = makeLab({ mounts: { apps: apps.folder, oldest: oldest.folder } })

/** @typedef {import('./harness/lab.mjs').Scene & { page: Page }} PageScene */

const scene = (/** @type {(scene: PageScene) => unknown} */ play, mount = 'apps') =>
  inLab(async (given) => {
    const page = await given.context.newPage()
    /** @type {string[]} */
    const complaints = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(`${given.url}/${mount}/axios.html`)
    await page.waitForFunction(() => window.lab?.detach)
    await page.evaluate(() => lab.login())
    await play({ ...given, page })
    assert.deepEqual(complaints, [])
  })

test(
  'every call of the table gives the same with authflight and without',
  scene(({ page }) => compareAxios(page)),
)

test(
  'so does axios 1.12.0, and its calls are refreshed',
  scene(async ({ server, page }) => {
    await compareAxios(page)
    await server.expireAccess()
    const statuses = await page.evaluate(async () => {
      const calls = [
        lab.attached.get('/me'),
        lab.attached.post('/echo', { a: 1 }),
        lab.attached.get('/orders'),
      ]
      return (await Promise.all(calls)).map(({ status }) => status)
    })
    assert.deepEqual(statuses, all(3, 200))
    assert.equal((await server.counters()).refresh.received, 1)
  }, 'oldest'),
)

test(
  'the verbs answer the same table as axios does',
  scene(({ page }) => compareVerbs(page)),
)

test(
  'ten calls of all kinds meet the expiry: one refresh, and each is answered with the body it sent',
  scene(async ({ server, page }) => {
    await server.expireAccess()
    const answers = await page.evaluate(async () => {
      const { attached } = lab
      const view = new Uint8Array(50_000).fill(7)
      /** @type {number[]} */
      const loaded = []
      const calls = [
        attached.get('/echo?n=1'),
        attached.post('/echo', { n: 2 }),
        attached.put('/echo', 'three'),
        attached.patch('/echo', new URLSearchParams(/** @type {any} */ ({ n: 4 }))),
        attached.post('/echo', view.buffer),
        attached.post('/echo', new Blob(['six'])),
        attached.delete('/echo', { data: { n: 7 } }),
        attached.post('/echo', new Blob([view]), { onUploadProgress: (told) => loaded.push(told.loaded) }),
        attached.get('/echo?n=9', { responseType: 'text' }),
        attached.postForm('/echo', { n: 10 }),
      ]
      view.fill(0)
      const answers = await Promise.all(calls)
      return [loaded.at(-1), ...answers.map(({ status, data }) => [status, data.body_length])]
    })
    const [loaded, ...rest] = answers
    assert.equal(loaded, 50_000)
    assert.deepEqual(
      rest.map((/** @type {any} */ [status]) => status),
      all(10, 200),
    )
    const lengths = [0, 7, 5, 3, 50_000, 3, 7, 50_000]
    assert.deepEqual(
      rest.slice(0, 8).map((/** @type {any} */ [, length]) => length),
      lengths,
    )
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received, resource.answered], [1, 10])
  }),
)

test(
  'a late 401 starts no second refresh',
  scene(async ({ server, page }) => {
    // The straggler's 401 is held back until there is a new token.
    await server.expireAccess()
    await server.hold('resource')
    await page.evaluate(() => {
      lab.straggler = lab.attached.get('/me?straggler').then(({ status }) => status)
    })
    await server.wait('resource.received', 1)
    await page.evaluate(() => lab.auth.refresh().then(() => {}))
    await server.release('resource')
    assert.equal(await page.evaluate(() => lab.straggler), 200)
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received, resource.received], [1, 2])
  }),
)

test(
  'a refused refresh: our code for all, with the 401 of what was sent, and one call for a login',
  scene(async ({ server, page }) => {
    await server.expireAccess()
    await server.revoke()
    await server.hold('refresh')
    await page.evaluate(() => {
      lab.told = []
      lab.auth.on('loginRequired', ({ reason }) => lab.told.push(reason))
      lab.toasts = []
      lab.attached.interceptors.response.use(undefined, (error) => {
        lab.toasts.push(error.code)
        throw error
      })
      lab.sent = lab.outcome(() => lab.attached.get('/me'))
    })
    await server.wait('refresh.received', 1)
    await page.evaluate(() => {
      lab.waiting = lab.outcome(() => lab.attached.get('/orders'))
    })
    await page.waitForFunction(() => lab.auth.session.pending === 2)
    await server.release('refresh')
    const [sent, waiting, told, toasts] = await page.evaluate(async () => [
      await lab.sent,
      await lab.waiting,
      lab.told,
      lab.toasts,
    ])
    assert.deepEqual(
      [sent.name, sent.code, sent.status, sent.response.status, sent.isAxiosError, sent.ours],
      ['AxiosError', 'SESSION_EXPIRED', 401, 401, true, 'SESSION_EXPIRED'],
    )
    assert.deepEqual(
      [waiting.name, waiting.code, waiting.isAxiosError, waiting.ours, waiting.config.url],
      ['AxiosError', 'SESSION_EXPIRED', true, 'SESSION_EXPIRED', '/orders'],
    )
    assert.deepEqual(told, ['refreshRejected'])
    assert.deepEqual(toasts, ['SESSION_EXPIRED', 'SESSION_EXPIRED'])
    assert.match(sent.message, /log in again/i)
  }),
)

test(
  'a session that is over is told where the expiry answer is a good one to axios, too',
  scene(async ({ server, page }) => {
    await page.evaluate(async () => {
      lab.business = await lab.coded({})
      lab.lenient = await lab.coded({ validateStatus: () => true })
    })
    assert.equal(
      await page.evaluate(() => lab.business.get('/me').then((/** @type {any} */ { status }) => status)),
      200,
    )
    await server.expireAccess()
    await server.revoke()
    for (const name of ['business', 'lenient']) {
      const outcome = await page.evaluate((name) => lab.outcome(() => lab[name].get('/me')), name)
      assert.deepEqual(
        [outcome.name, outcome.code, outcome.isAxiosError, outcome.ours, outcome.response?.data.code],
        ['AxiosError', 'SESSION_EXPIRED', true, 'SESSION_EXPIRED', 401],
        name,
      )
    }
  }),
)

test(
  'a refresh that cannot be done now keeps the session, and the reply in hand comes with our code',
  scene(async ({ server, page }) => {
    await server.expireAccess()
    await server.fail({ target: 'refresh', kind: 'status', status: 503, times: 9 })
    const outcome = await page.evaluate(() => lab.outcome(() => lab.attached.get('/me')))
    assert.deepEqual(
      [outcome.code, outcome.status, outcome.response.status, outcome.ours, outcome.isAxiosError],
      ['REFRESH_UNAVAILABLE', 401, 401, 'REFRESH_UNAVAILABLE', true],
    )
    assert.match(outcome.message, /session is kept/)
    assert.equal(typeof outcome.response.data, 'object')
    assert.equal(await page.evaluate(() => lab.auth.session.status), 'signedIn')
  }),
)

test(
  'a cancellation and a timeout end the wait for the refresh, and harm nobody else',
  scene(async ({ server, page }) => {
    await server.expireAccess()
    await server.hold('refresh')
    await page.evaluate(() => {
      lab.abort = new AbortController()
      const { signal } = lab.abort
      lab.canceled = lab.outcome(() => lab.attached.get('/me', { signal }))
      lab.stays = lab.outcome(() => lab.attached.get('/orders'))
    })
    await page.waitForFunction(() => lab.auth.session.pending === 2)
    const [canceled, late] = await page.evaluate(async () => {
      lab.abort.abort()
      const late = await lab.outcome(() => lab.attached.get('/me', { timeout: 100 }))
      return [await lab.canceled, late]
    })
    assert.deepEqual([canceled.code, canceled.isCancel], ['ERR_CANCELED', true])
    assert.deepEqual([late.code, late.message], ['ECONNABORTED', 'timeout of 100ms exceeded'])
    assert.equal((await server.counters()).refresh.granted, 0)
    await server.release('refresh')
    assert.equal((await page.evaluate(() => lab.stays)).status, 200)
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)

test(
  'an upload tells how far it has come while it is under way, and again when it is sent again',
  scene(async ({ server, context, page }) => {
    const network = await context.newCDPSession(page)
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 500_000 }
    await network.send('Network.emulateNetworkConditions', slow)
    await server.expireAccess()
    const told = await page.evaluate(async () => {
      /** @type {any[][]} */
      const told = []
      const body = new Blob([new Uint8Array(150_000)])
      await lab.attached.post('/echo', body, {
        onUploadProgress: ({ loaded, total }) => told.push([loaded, total]),
      })
      return told
    })
    for (const [, total] of told) assert.equal(total, 150_000)
    const ends = told.flatMap(([loaded], n) => (loaded === 150_000 ? [n] : []))
    const between = told.filter(([loaded]) => loaded > 0 && loaded < 150_000)
    assert.ok(between.length >= 4, `told ${between.length} times on the way`)
    assert.ok(ends.length >= 2, 'it has come to its end twice')
    assert.equal((await server.counters()).resource.answered, 1)
  }),
)

test(
  'no token goes to another origin, and a call that brings its own header keeps it',
  scene(async ({ server, url, page }) => {
    await server.expireAccess()
    const elsewhere = `${url.replace('127.0.0.1', 'localhost')}/bearer/public`
    const [there, own] = await page.evaluate(async (/** @type {string} */ elsewhere) => {
      const there = await lab.attached.get(elsewhere)
      const headers = { Authorization: 'Bearer own' }
      return [there.data, await lab.outcome(() => lab.attached.get('/me', { headers }))]
    }, elsewhere)
    assert.deepEqual(there, { public: true, carried_token: false })
    assert.equal(own.status, 401)
    assert.equal((await server.counters()).refresh.received, 0)
  }),
)

test(
  'detached, the instance is what it was; other instances never knew',
  scene(async ({ server, page }) => {
    const [before, other, after] = await page.evaluate(async () => {
      const adapter = lab.attached.defaults.adapter
      const before = await lab.outcome(() => lab.attached.get('/me'))
      lab.detach()
      lab.detach()
      const after = await lab.outcome(() => lab.attached.get('/me'))
      const other = lab.attached.defaults.adapter
      return [before.status, [typeof adapter, other], after.status]
    })
    assert.deepEqual([before, after], [200, 401])
    assert.deepEqual(other, ['function', ['xhr', 'http', 'fetch']])
    assert.equal((await server.counters()).refresh.received, 0)
  }),
)

test(
  'attached several times and detached in whatever order, the last one that is left sends, and none when all are gone',
  scene(async ({ page }) => {
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]
    const seen = await page.evaluate(async (orders) => {
      /** @type {import('axios').AxiosAdapter} */
      const bottom = async (config) => ({
        data: 'bottom',
        status: 200,
        statusText: '',
        headers: {},
        config,
      })
      const asked = async (/** @type {import('axios').AxiosInstance} */ http) => (await http.get('/me')).data
      /** @type {unknown[][]} */
      const seen = []
      for (const order of orders) {
        const http = lab.create({ adapter: bottom })
        const detach = ['A', 'B', 'C'].map((name) => lab.attachAs(http, name))
        // A copy of the defaults keeps the adapter that it has found.
        const copy = lab.create({ adapter: http.defaults.adapter })
        const sent = [await asked(http)]
        for (const one of order) {
          detach[one]()
          sent.push(await asked(http))
        }
        seen.push([sent.join(' '), await asked(copy), http.defaults.adapter === bottom])
      }
      return seen
    }, orders)
    const left = [
      'C C C bottom',
      'C C B bottom',
      'C C C bottom',
      'C C A bottom',
      'C B B bottom',
      'C B A bottom',
    ]
    assert.deepEqual(
      seen,
      left.map((sent) => [sent, 'bottom', true]),
    )
  }),
)
