// What a reply means, said by configuration alone: expired or not, a token or a page.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { startShaped } from './harness/shaped.mjs'

const scene = makeLab()
const { api, open } = await startShaped()

const exposed = (/** @type {Record<string, string>} */ more) => ({
  'access-control-expose-headers': Object.keys(more).join(', '),
  ...more,
})

/** A 401, and how many refreshes it is worth. @type {[string, number][]} */
const challenges = [
  ['Bearer error="invalid_token"', 1],
  ['Bearer', 1],
  ['Bearer realm="api", error="insufficient_scope", scope="admin"', 0],
  ['Bearer error=insufficient_scope', 0],
  ['bearer ERROR="insufficient_user_authentication", acr_values="mfa", max_age=60', 0],
  ['Bearer error="invalid_token", error_description="not error=insufficient_scope"', 1],
  ['Bearer error_description="say \\"error=insufficient_scope\\""', 1],
  ['DPoP error="insufficient_scope", Bearer error="invalid_token"', 1],
]
for (const [challenge, refreshes] of challenges) {
  test(
    `401 ${challenge}: ${refreshes} refreshes`,
    scene(async ({ openTab }) => {
      const tab = await open(openTab)
      await tab.login()
      api.replies['/api/orders'] = () => ({
        status: 401,
        headers: exposed({ 'www-authenticate': challenge }),
      })
      assert.equal((await tab.ask('/orders')).status, 401)
      assert.equal(api.at('/api/refresh').length, refreshes)
      assert.equal(api.at('/api/orders').length, 1 + refreshes)
      assert.equal(await tab.status(), 'signedIn')
    }),
  )
}

test(
  'a body that says something else costs no refresh, whatever the status, the match and the test say',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {}, () => ({
      expired: { not: { path: 'code', in: ['PIN'] }, body: { path: 'expired' }, test: () => true },
    }))
    await tab.login()
    /** @type {object} */
    let body = { code: 'PIN', expired: true }
    const json = { 'content-type': 'application/json' }
    api.replies['/api/orders'] = () => ({ status: 401, headers: json, body })
    assert.deepEqual((await tab.ask('/orders')).body, body)
    assert.equal(api.at('/api/refresh').length, 0)
    body = { code: 'TOKEN' }
    await tab.ask('/orders')
    assert.equal(api.at('/api/refresh').length, 1)
  }),
)

test(
  'a redirect says "expired": it is not followed, and the request is sent again with a new token',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, { expired: { redirect: true } })
    await tab.login()
    api.replies['/api/orders'] = async (request) => {
      const usual = await api.usual(request)
      return usual.status === 401 ? { status: 302, headers: { location: '/api/public' } } : usual
    }
    api.expire()
    assert.equal((await tab.ask('/orders')).status, 200)
    assert.deepEqual([api.at('/api/refresh').length, api.at('/api/public').length], [1, 0])
    // One that a new token does not cure is the answer.
    api.replies['/api/orders'] = () => ({ status: 302, headers: { location: '/api/public' } })
    const type = await tab.page.evaluate(async () => (await lab.clients.main.auth.fetch('/orders')).type)
    assert.deepEqual([type, api.at('/api/refresh').length], ['opaqueredirect', 2])
    assert.equal(await tab.status(), 'signedIn')
    // A request without the token is followed as ever, and a verb may say otherwise.
    const auth = false
    assert.equal((await tab.call('get', '/orders', { auth })).value.status, 200)
    const options = { auth, redirect: 'manual', validateStatus: null }
    assert.equal((await tab.call('get', '/orders', options)).value.status, 0)
  }),
)

test(
  'expired.test sees where a reply came from',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {}, () => {
      window.seen = []
      const see = (/** @type {Response} */ { url, redirected, type, status }) =>
        void window.seen.push([url, redirected, type, status])
      return { expired: { test: see } }
    })
    await tab.login()
    api.replies['/api/orders'] = () => ({ status: 302, headers: { location: '/api/public' } })
    await tab.ask('/orders')
    assert.deepEqual(await tab.page.evaluate(() => window.seen), [
      [`${api.url}/api/public`, true, 'cors', 200],
    ])
  }),
)

const notJson = { 'content-type': 'text/plain' }

test(
  'the whole body is the token, with its scheme before it; a page in its place is none',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {
      tokens: { access: 'body' },
      refresh: { url: '/refresh', send: 'cookie' },
    })
    const token = () => `Bearer ${api.issue().access_token}\n`
    api.replies['/api/login'] = () => ({ headers: notJson, body: token() })
    api.replies['/api/refresh'] = () => ({ headers: notJson, body: token() })
    assert.equal((await tab.login()).error, undefined)
    assert.equal((await tab.ask('/orders')).status, 200)
    api.expire()
    assert.equal((await tab.ask('/orders')).status, 200)
    api.replies['/api/refresh'] = () => ({ headers: notJson, body: 'Please come back later' })
    assert.equal((await tab.call('refresh')).error.code, 'REFRESH_UNAVAILABLE')
    assert.equal(await tab.status(), 'signedIn')
    assert.match(`${api.at('/api/orders')[0].headers.authorization}`, /^Bearer shape-access-\S+$/)
  }),
)

test(
  'a page in the place of a login signs nobody in, and what stands in for fetch may give any text',
  scene(async ({ openTab }) => {
    const html = { 'content-type': 'text/html' }
    const tab = await open(openTab, { attach: false, refresh: undefined })
    api.replies['/api/login'] = () => ({ headers: html, body: '<!doctype html><p>Welcome</p>' })
    assert.equal((await tab.login()).error?.code, 'LOGIN_REJECTED')
    assert.equal(await tab.status(), 'signedOut')
    const odd = await open(openTab, {
      tokens: { access: 'body' },
      refresh: { url: '/refresh', send: 'cookie' },
    })
    api.replies['/api/login'] = () => ({ headers: notJson, body: api.issue().access_token })
    assert.equal((await odd.login()).error, undefined)
    for (const kind of ['number', 'undefined', 'object', 'symbol']) {
      await odd.page.evaluate((kind) => {
        const text = { number: 7, undefined: undefined, object: { a: 1 }, symbol: Symbol('x') }[kind]
        window.fetch = async () =>
          Object.defineProperty(new Response('x'), 'text', { value: async () => text })
      }, kind)
      assert.equal((await odd.call('refresh')).error?.code, 'REFRESH_UNAVAILABLE', kind)
    }
    assert.equal(await odd.status(), 'signedIn')
  }),
)
