// What the client believes of a reply: a cache, another user, a slow network and a clock that is off may stand between it and the server.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from './harness/eventually.mjs'
import { inLedger } from './harness/in-ledger.mjs'
import { makeTokenLab } from './harness/token-lab.mjs'

const { scene } = await makeTokenLab()

/** Headers that let a browser keep a reply. */
const kept = { 'cache-control': 'private, max-age=60' }

test(
  'a token in the header of a reply is not taken out of the cache: not the last user’s, and not one of before',
  scene(async ({ home, openTab }) => {
    home.replies['/api/list'] = () => ({
      headers: { ...kept, 'x-token': home.issue().access_token },
      body: { list: [] },
    })
    const tab = await openTab({ config: { tokens: { access: ['body:access_token', 'header:x-token'] } } })
    const token = async () => (await tab.call('getAccessToken')).value
    const slide = async () => {
      // A token that comes before its login is written down is left for the next reply to bring.
      await inLedger(tab.page)
      const before = await token()
      await tab.ask('/list')
      await eventually(
        tab.page,
        async (before) => (await lab.clients.main.auth.getAccessToken()) !== before,
        before,
      )
    }
    await tab.login('one', 'one')
    await slide()
    const one = await token()
    await tab.call('logout')
    await tab.login('two', 'two')
    await slide()
    assert.equal(home.at('/api/list').length, 2, 'each asked the server')
    assert.notEqual(await token(), one)
    const { body } = await tab.ask('/me')
    assert.notEqual(body.token, one)
    // What the caller says of the cache stays.
    await tab.page.evaluate(() => lab.clients.main.auth.fetch('/list', { cache: 'force-cache' }))
    assert.equal(home.at('/api/list').length, 3)
  }),
)

test(
  'a refresh is not answered by the cache',
  scene(async ({ home, openSignedIn }) => {
    home.replies['/api/renew'] = () => ({ headers: kept, body: { access_token: home.issue().access_token } })
    const tab = await openSignedIn({
      config: { refresh: { url: '/renew', method: 'GET', send: 'cookie' } },
    })
    for (const refreshes of [1, 2]) {
      home.expire()
      assert.equal((await tab.ask('/me')).status, 200)
      assert.equal(home.at('/api/renew').length, refreshes)
    }
  }),
)

test(
  'the user whom an endpoint names is not the cache’s',
  scene(async ({ home, openTab }) => {
    home.replies['/api/whoami'] = ({ headers }) => ({ headers: kept, body: { with: headers.authorization } })
    const tab = await openTab({ config: { user: '/whoami' } })
    for (const name of ['one', 'two']) {
      await tab.login(name, name)
      const { value: token } = await tab.call('getAccessToken')
      await tab.page.waitForFunction(() => lab.clients.main.auth.user !== null)
      const user = await tab.page.evaluate(() => lab.clients.main.auth.user)
      assert.deepEqual(user, { with: `Bearer ${token}` }, name)
      await tab.call('logout')
    }
  }),
)

/** A token with these claims, which this back-end takes for good. */
const jwt = (/** @type {object} */ claims) =>
  ['{}', JSON.stringify(claims), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.')

test(
  'a refresh cookie that is another user’s by now: the session ends, and nothing goes out as him',
  scene(async ({ home, openTab }) => {
    const [anna, bert] = [jwt({ sub: 'anna' }), jwt({ sub: 'bert' })]
    home.replies['/api/login'] = () => ({ body: { access_token: anna, user: { name: 'Anna' } } })
    home.replies['/api/refresh'] = () => ({ body: { access_token: bert } })
    home.replies['/api/orders'] = ({ headers }) =>
      headers.authorization === `Bearer ${bert}` ? { body: { of: 'bert' } } : { status: 401 }
    const tab = await openTab({
      config: { refresh: { url: '/refresh', send: 'cookie' }, user: 'body:user', warnings: 'silent' },
    })
    await tab.login()
    const outcome = await tab.page.evaluate(() =>
      lab.clients.main.auth.post('/orders', { from: 'anna' }).then(
        ({ data }) => data,
        ({ code }) => code,
      ),
    )
    assert.equal(outcome, 'SESSION_EXPIRED')
    assert.deepEqual(
      home.at('/api/orders').map(({ headers }) => headers.authorization),
      [`Bearer ${anna}`],
    )
    const shown = await tab.page.evaluate(() => {
      const { session, user } = lab.clients.main.auth
      return [session.status, user]
    })
    assert.deepEqual(shown, ['signedOut', null])
    assert.equal((await tab.events('loginRequired')).length, 1)
  }),
)

test(
  'Retry-After as a date is counted by the server’s clock, however far the device’s is off',
  scene(async ({ home, openSignedIn }) => {
    const tab = await openSignedIn({
      prepare: () => {
        const real = Date.now.bind(Date)
        Date.now = () => real() - 7_200_000
      },
    })
    home.expire()
    home.replies['/api/refresh'] = () => {
      const now = Math.floor(Date.now() / 1000) * 1000
      const headers = { date: new Date(now).toUTCString(), 'retry-after': new Date(now + 2000).toUTCString() }
      return { status: 503, headers }
    }
    await tab.ask('/me')
    const [first] = await tab.events('refreshFailed')
    assert.equal(first.retryInMs, 2000)
  }),
)

test(
  'a login by auth.fetch signs in, too, if its body is slow',
  scene(async ({ home, openTab }) => {
    const tab = await openTab()
    home.replies['/api/login'] = ({ reply }) =>
      new Promise((resolve) => {
        const body = JSON.stringify(home.issue())
        reply.writeHead(200, { 'content-type': 'application/json' })
        reply.write(body.slice(0, 5))
        setTimeout(() => {
          reply.end(body.slice(5))
          resolve(undefined)
        }, 2500)
      })
    const { status } = await tab.ask('/login', { method: 'POST', body: '{}' })
    assert.equal(status, 200)
    assert.equal(await tab.status(), 'signedIn')
  }),
)

test(
  'a <base> says where requests go, and not who gets the value of the XSRF cookie',
  scene(async ({ home, elsewhere, openTab }) => {
    const tab = await openTab({ config: { baseURL: undefined } })
    elsewhere.replies['/x'] = home.replies['/x'] = () => ({ body: {} })
    await tab.page.evaluate((url) => {
      // biome-ignore lint/suspicious/noDocumentCookie: it is what back-ends leave there
      document.cookie = 'XSRF-TOKEN=only-home'
      const base = document.createElement('base')
      base.href = url
      document.head.prepend(base)
    }, `${elsewhere.url}/`)
    for (const url of ['/x', `${home.url}/x`]) await tab.ask(url, { method: 'POST', body: 'x' })
    assert.deepEqual(
      [elsewhere, home].map((one) => one.at('/x').map(({ headers }) => headers['x-xsrf-token'])),
      [[undefined], ['only-home']],
    )
  }),
)

test(
  'a document without an address of its own, a frame by srcdoc, sends the XSRF header to the page’s origin',
  scene(async ({ home, openTab }) => {
    const tab = await openTab()
    home.replies['/x'] = () => ({ body: {} })
    await tab.page.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: it is what back-ends leave there
      document.cookie = 'XSRF-TOKEN=only-home'
      const frame = document.createElement('iframe')
      frame.srcdoc = '<!doctype html>'
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
      document.body.append(frame)
      return loaded.then(() => {})
    })
    const [, frame] = tab.page.frames()
    await frame.evaluate(async () => {
      const { createAuth } = await import(new URL('/package/index.js', document.baseURI).href)
      const auth = await createAuth({ storage: 'memory' })
      await auth.fetch('/x', { method: 'POST', body: 'x' })
    })
    assert.deepEqual(
      home.at('/x').map(({ headers }) => headers['x-xsrf-token']),
      ['only-home'],
    )
  }),
)
