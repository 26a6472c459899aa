// An application that keeps its own login call: a good reply of the login endpoint signs in, whoever has asked.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { bundleApps } from './harness/apps.mjs'
import { makeLab } from './harness/lab.mjs'
import { lineOf } from './harness/recorder.mjs'
import { makeTokenLab, warned } from './harness/token-lab.mjs'

/** @typedef {import('../../npm/types.ts').Auth} Auth */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const apps = await bundleApps(['kept-login.js'])
after(() => apps.remove())

const inApp = makeLab({ mounts: { apps: apps.folder } })
const { scene } = await makeTokenLab()

const credentials = { username: 'demo', password: 'demo' }

/** The ways in which an application may ask, as functions of the page. What they resolve with travels. */
const ways = {
  'auth.fetch': (/** @type {Auth} */ auth, /** @type {any} */ body, /** @type {AbortSignal} */ signal) =>
    auth
      .fetch('/login', { method: 'POST', body: JSON.stringify(body), signal })
      .then(async (reply) => ({ status: reply.status, data: await reply.json() })),
  'auth.fetch with a Request': (
    /** @type {Auth} */ auth,
    /** @type {any} */ body,
    /** @type {AbortSignal} */ signal,
  ) =>
    auth
      .fetch(new Request('/api/login', { method: 'POST', body: JSON.stringify(body), signal }))
      .then(async (reply) => ({ status: reply.status, data: await reply.json() })),
  'auth.post': (/** @type {Auth} */ auth, /** @type {any} */ body, /** @type {AbortSignal} */ signal) =>
    auth.post('/login', body, { signal }).then(({ status, data }) => ({ status, data })),
  'auth.post with auth: false': (
    /** @type {Auth} */ auth,
    /** @type {any} */ body,
    /** @type {AbortSignal} */ signal,
  ) => auth.post('/login', body, { signal, auth: false }).then(({ status, data }) => ({ status, data })),
}

/** Starts to ask; `outcome` waits for what came of it. */
const begin = (/** @type {Tab} */ tab, /** @type {string} */ way, body = credentials) =>
  tab.page.evaluate(
    ([way, body]) => {
      // biome-ignore lint/security/noGlobalEval: the test's own function, which does not travel otherwise
      const ask = eval(way)
      window.cut = new AbortController()
      window.asked = ask(lab.clients.main.auth, body, window.cut.signal).catch(
        (/** @type {any} */ error) => ({
          code: error.code ?? error.name,
          reply: error.response?.status,
        }),
      )
    },
    [String(/** @type {Record<string, unknown>} */ (ways)[way]), body],
  )
const outcome = (/** @type {Tab} */ tab) => tab.page.evaluate(() => window.asked)

for (const way of Object.keys(ways)) {
  test(
    `${way}: the reply signs in, and the caller gets all of it`,
    scene(async ({ home, openTab }) => {
      const tab = await openTab()
      await begin(tab, way)
      const { status, data } = await outcome(tab)
      assert.equal(status, 200)
      assert.match(data.access_token, /^home-access-/)
      assert.equal((await tab.call('getAccessToken')).value, data.access_token)
      assert.deepEqual(await tab.events('signedIn'), [{ by: 'login' }])
      assert.equal((await tab.ask('/me')).status, 200)
      assert.equal(home.at('/api/login')[0].headers.authorization, undefined)
      await tab.reload()
      assert.equal(await tab.status(), 'signedIn')
    }),
  )

  test(
    `${way}: a refusal is the caller's, and the session that there was stays`,
    scene(async ({ home, openSignedIn }) => {
      const tab = await openSignedIn()
      const before = (await tab.call('getAccessToken')).value
      for (const reply of [{ status: 401, body: { no: 1 } }, { body: { code: 1, message: 'wrong' } }]) {
        home.replies['/api/login'] = () => reply
        await begin(tab, way)
        const { status, reply: refused } = await outcome(tab)
        assert.equal(status ?? refused, reply.status ?? 200)
      }
      assert.equal((await tab.call('getAccessToken')).value, before)
      assert.equal((await tab.events('signedIn')).length, 1)
    }),
  )

  test(
    `${way}: a logout that came after the sending wins (R9)`,
    scene(async ({ home, openTab }) => {
      const tab = await openTab()
      const release = home.hold('/api/login')
      await begin(tab, way)
      await home.arrived('/api/login', 1)
      assert.equal((await tab.call('logout')).error, undefined)
      release()
      const { status, code, reply } = await outcome(tab)
      // fetch keeps its contract; the verbs tell of it.
      if (way.startsWith('auth.fetch')) assert.equal(status, 200)
      else assert.deepEqual([code, reply], ['SESSION_CHANGED', 200])
      assert.equal(await tab.status(), 'signedOut')
      assert.equal(await tab.stored(), null)
    }),
  )

  test(
    `${way}: one that was cut off signs nobody in`,
    scene(async ({ home, openTab }) => {
      const tab = await openTab()
      const release = home.hold('/api/login')
      await begin(tab, way)
      await home.arrived('/api/login', 1)
      await tab.page.evaluate(() => window.cut.abort())
      const { code } = await outcome(tab)
      assert.ok(['AbortError', 20, 'ERR_CANCELED'].includes(code), String(code))
      release()
      assert.equal((await tab.login()).error, undefined)
      assert.equal((await tab.events('signedIn')).length, 1)
    }),
  )

  test(
    `${way}: no token is taken from where a redirect leads, and the cure is told`,
    scene(async ({ home, elsewhere, openTab }) => {
      const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
      elsewhere.replies['/api/login'] = () => ({ headers: cors, body: elsewhere.issue() })
      home.replies['/api/other'] = () => ({ body: home.issue() })
      for (const [n, to] of [`${elsewhere.url}/api/login`, '/api/other'].entries()) {
        const tab = await openTab({ config: { storageKey: `redirected ${n}` } })
        home.replies['/api/login'] = () => ({ status: 307, headers: { location: to } })
        await begin(tab, way)
        await outcome(tab)
        assert.equal(await tab.status(), 'signedOut', to)
        assert.equal(await warned(tab, 'REDIRECT_REFUSED'), 1, to)
      }
    }),
  )
}

test(
  'a URL that serves everything is no login endpoint (exempt: false), and neither is another method',
  scene(async ({ openTab }) => {
    for (const [n, config] of [
      { login: { url: '/login', exempt: false } },
      { login: { url: '/login', method: 'PUT' } },
    ].entries()) {
      const tab = await openTab({ config: { ...config, storageKey: `other ${n}` } })
      await begin(tab, 'auth.fetch')
      assert.equal((await outcome(tab)).status, 200)
      assert.equal(await tab.status(), 'signedOut')
    }
  }),
)

test(
  'auth.login takes its reply once',
  scene(async ({ openSignedIn, home }) => {
    const tab = await openSignedIn()
    assert.deepEqual(await tab.events('signedIn'), [{ by: 'login' }])
    assert.equal(home.at('/api/login').map(lineOf).length, 1)
  }),
)

test(
  'axios: http.post to the login endpoint signs in, and its interceptors see the reply',
  inApp(async ({ context, url, server }) => {
    const page = await context.newPage()
    await page.goto(`${url}/apps/kept-login.html`)
    await page.waitForFunction(() => window.lab)
    const { status, keys, seen, after, orders } = await page.evaluate(() => lab.play())
    assert.deepEqual([status, seen, after, orders], [200, ['/login'], 'signedIn', 20])
    assert.deepEqual(keys, ['access_token', 'expires_in', 'refresh_token', 'token_type'])
    assert.equal((await server.counters()).login, 1)
    const wrong = await page.evaluate(() => lab.wrong())
    assert.deepEqual(wrong, { code: 'ERR_BAD_REQUEST', status: 401, after: 'signedOut' })
  }),
)
