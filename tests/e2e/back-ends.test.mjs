// The shapes that back-ends have, said by configuration alone: what is sent, and what a reply means.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startBackend } from './harness/backend.mjs'
import { makeLab } from './harness/lab.mjs'

/** @typedef {import('./harness/lab.mjs').TabOptions} TabOptions */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('playwright-core').Page} Page */

const scene = makeLab()

/** Another origin than the page's, whose requests are all kept. */
/** @type {any} */
let api
before(async () => {
  api = await startBackend('shape')
})
after(() => api.stop())

const hasty = { retry: { attempts: 1, base: 10, cap: 10 }, proactive: { background: false } }

/** A client of that back-end. `make`, if given, runs in the page and makes the options that are functions. */
async function open(
  /** @type {(options?: TabOptions | undefined) => Promise<Tab>} */ openTab,
  config = {},
  make = () => ({}),
) {
  api.requests.length = 0
  api.replies = {}
  const tab = await openTab()
  const usual = { login: '/login', refresh: '/refresh', logout: '/logout', ...hasty, ...config }
  const { error } = await tab.page.evaluate(
    ([config, make]) => lab.open({ ...config, ...new Function(`return (${make})()`)() }),
    [{ baseURL: `${api.url}/api`, storageKey: `k${Math.random()}`, ...usual }, `${make}`],
  )
  assert.equal(error, undefined)
  return tab
}

/** What came, as "path: the header's value". */
const headers = (/** @type {string} */ name) =>
  api.requests
    .filter((/** @type {{ method: string }} */ { method }) => method !== 'OPTIONS')
    .map(
      (/** @type {{ path: string, headers: Record<string, string> }} */ { path, headers }) =>
        `${path.replace('/api', '')} ${headers[name] ?? '-'}`,
    )

const exposed = (/** @type {{ 'www-authenticate': string | number; }} */ more) => ({
  'access-control-expose-headers': Object.keys(more).join(', '),
  ...more,
})

test(
  'a headers function is called for each sending: login, request, refresh, replay and logout',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {}, () => {
      let count = 0
      return { headers: async () => ({ 'X-Trace': `${++count}` }) }
    })
    await tab.login()
    await tab.page.evaluate(() => {
      lab.clients.main.auth.interceptors.request.use((config) => {
        config.headers.set('X-Tenant', 'acme')
        return config
      })
    })
    api.expire()
    assert.equal((await tab.call('get', '/orders')).value.status, 200)
    await tab.call('logout')
    assert.deepEqual(headers('x-trace'), ['/login 1', '/orders 2', '/refresh 3', '/orders 4', '/logout 5'])
    const tenants = api
      .at('/api/orders')
      .map((/** @type {{ headers: Record<string, string> }} */ { headers }) => headers['x-tenant'])
    assert.deepEqual(tenants, ['acme', 'acme'], 'what an interceptor has set stays')
  }),
)

test(
  'what the call itself or an interceptor has set is not made anew',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {}, () => {
      let count = 0
      return { headers: () => ({ 'X-Trace': `${++count}`, 'X-Page': `${count}` }) }
    })
    await tab.login()
    api.expire()
    await tab.call('get', '/orders', { headers: { 'X-Trace': 'own' } })
    assert.deepEqual(
      api
        .at('/api/orders')
        .map((/** @type {{ headers: Record<string, string> }} */ { headers }) => [
          headers['x-trace'],
          headers['x-page'],
        ]),
      [
        ['own', '2'],
        ['own', '4'],
      ],
    )
  }),
)

test(
  'an endpoint has headers of its own, over the client’s, and the token’s place is over both',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, { headers: { 'X-App': 'client', 'X-Refresh': 'none' } }, () => ({
      login: { url: '/login', headers: () => ({ 'X-App': 'login' }) },
      refresh: { url: '/refresh', send: 'header:X-Refresh', headers: () => ({ 'X-App': 'refresh' }) },
      logout: { url: '/logout', headers: { 'X-App': 'logout' } },
    }))
    await tab.login()
    await tab.call('refresh')
    await tab.call('logout')
    assert.deepEqual(headers('x-app'), ['/login login', '/refresh refresh', '/logout logout'])
    assert.match(api.at('/api/refresh')[0].headers['x-refresh'], /^shape-refresh-/)
  }),
)

test(
  'what a headers function throws is the refresh’s failure, with its cause, and the session stays',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {}, () => ({
      refresh: {
        url: '/refresh',
        headers: () => {
          throw new Error('of the page')
        },
      },
    }))
    await tab.login()
    api.expire()
    const { error } = await tab.ask('/orders')
    assert.equal(error.code, 'REFRESH_UNAVAILABLE')
    const [{ cause }] = await tab.page.evaluate(() =>
      lab.clients.main.events
        .filter(({ name }) => name === 'refreshFailed')
        .map(({ detail }) => ({ cause: String(detail.cause) })),
    )
    assert.equal(cause, 'Error: of the page')
    assert.deepEqual([await tab.status(), api.at('/api/refresh').length], ['signedIn', 0])
  }),
)

test(
  'a cookie refresh beside an API that allows every origin, and therefore no credentials',
  scene(async ({ openTab }) => {
    const any = { 'access-control-allow-origin': '*' }
    const tab = await open(openTab, {
      login: { url: '/login', credentials: 'include' },
      refresh: { url: '/refresh', send: 'cookie', credentials: 'include' },
      logout: { url: '/logout', credentials: 'include' },
    })
    const cookie = { 'set-cookie': 'refresh=one; HttpOnly; Path=/' }
    api.replies['/api/login'] = () => ({ headers: cookie, body: { access_token: api.issue().access_token } })
    api.replies['/api/refresh'] = (/** @type {{ headers: Record<string, string> }} */ { headers }) =>
      headers.cookie?.includes('refresh=one')
        ? { body: { access_token: api.issue().access_token } }
        : { status: 401 }
    api.replies['/api/orders'] = (/** @type {import('./harness/recorder.mjs').Recorded} */ request) => ({
      ...api.usual(request),
      headers: any,
    })
    assert.equal((await tab.login()).error, undefined)
    api.expire()
    assert.equal((await tab.ask('/orders')).status, 200)
    await tab.call('logout')
    assert.deepEqual(headers('cookie'), [
      '/login -',
      '/orders -',
      '/refresh refresh=one',
      '/orders -',
      '/logout refresh=one',
    ])
  }),
)

/** A 401, and how many refreshes it is worth. */
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
for (const [challenge, refreshes] of /** @type {[string, number][]} */ (challenges)) {
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
    api.replies['/api/orders'] = (/** @type {import('./harness/recorder.mjs').Recorded} */ request) => {
      const usual = api.usual(request)
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
    assert.match(api.at('/api/orders')[0].headers.authorization, /^Bearer shape-access-\S+$/)
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

test(
  'a login in steps: the first brings no tokens, the second goes where it is told',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {
      login: { url: '/login', body: { client_id: 'app' }, headers: { 'X-App': 'login' } },
    })
    api.replies['/api/login'] = () => ({ body: { ticket: 't' } })
    api.replies['/api/mfa'] = (/** @type {{ body: any }} */ { body }) =>
      JSON.parse(body).code === '123' ? { body: api.issue() } : { status: 422, body: { error: 'code' } }
    assert.equal((await tab.call('login', { user: 'a' })).error.code, 'LOGIN_REJECTED')
    const step = await tab.call('login', { user: 'a' }, { tokens: false })
    assert.deepEqual(step.value, { status: 200, data: { ticket: 't' } })
    assert.deepEqual([await tab.status(), await tab.events('warning')], ['signedOut', []])
    const wrong = await tab.call('login', { code: '000' }, { url: '/mfa' })
    assert.deepEqual([wrong.error.code, wrong.error.status], ['ERR_BAD_REQUEST', 422])
    assert.equal((await tab.call('login', { code: '123' }, { url: '/mfa' })).error, undefined)
    assert.equal(await tab.status(), 'signedIn')
    assert.equal((await tab.ask('/orders')).status, 200)
    const [first] = api.at('/api/login')
    assert.deepEqual(JSON.parse(first.body), { client_id: 'app', user: 'a' })
    const [second] = api.at('/api/mfa')
    assert.deepEqual(JSON.parse(second.body), { code: '000' })
    assert.equal(second.headers['x-app'], undefined, 'it has nothing of the configured endpoint')
    assert.equal(second.headers.authorization, undefined)
  }),
)

test(
  'a step that success refuses is refused, and one that brings tokens signs in',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, { success: { path: 'code', in: [0] } })
    const tokens = false
    api.replies['/api/login'] = () => ({ body: { code: 7 } })
    assert.equal((await tab.call('login', {}, { tokens })).error.code, 'LOGIN_REJECTED')
    api.replies['/api/login'] = () => ({ body: { code: 0 } })
    assert.equal((await tab.call('login', {}, { tokens })).error, undefined)
    assert.equal(await tab.status(), 'signedOut')
    api.replies['/api/login'] = () => ({ body: { code: 0, ...api.issue() } })
    assert.equal((await tab.call('login', {}, { tokens })).error, undefined)
    assert.equal(await tab.status(), 'signedIn')
  }),
)

test(
  'the login’s body goes beside the credentials, in their form',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, { login: { url: '/login', body: { client_id: 'app', scope: 'all' } } })
    const outcomes = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      const form = new FormData()
      form.set('user', 'b')
      const given = [{ scope: 'own' }, new URLSearchParams('user=a'), form, undefined, 'user=a']
      const codes = []
      for (const credentials of given)
        codes.push(
          await auth.login(credentials).then(
            () => 'fine',
            ({ code }) => code,
          ),
        )
      return codes
    })
    assert.deepEqual(outcomes, ['fine', 'fine', 'fine', 'fine', 'CONFIG'])
    const [json, url, form, none, ...more] = api
      .at('/api/login')
      .map((/** @type {{ body: any }} */ { body }) => body)
    assert.deepEqual(JSON.parse(json), { client_id: 'app', scope: 'own' })
    assert.equal(url, 'user=a&client_id=app&scope=all')
    assert.deepEqual(
      [...form.matchAll(/name="(\w+)"\r\n\r\n(\w+)/g)].map(([, name, value]) => `${name}=${value}`),
      ['user=b', 'client_id=app', 'scope=all'],
    )
    assert.deepEqual(JSON.parse(none), { client_id: 'app', scope: 'all' })
    assert.deepEqual(more, [])
  }),
)

test(
  'a logout function gets both tokens, and is called once more if it meets the expiry',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {}, () => {
      window.given = []
      return {
        logout: async (
          /** @type {import('../../npm/types.ts').LogoutContext} */ {
            refreshToken,
            accessToken,
            signal,
            fetch,
          },
        ) => {
          window.given.push([accessToken, refreshToken, signal.aborted])
          const reply = await fetch(lab.where, {
            method: 'POST',
            headers: { authorization: `Bearer ${accessToken}` },
          })
          if (!reply.ok) throw reply
        },
      }
    })
    await tab.page.evaluate((where) => {
      lab.where = where
    }, `${api.url}/api/goodbye`)
    await tab.login()
    api.expire()
    assert.equal((await tab.call('logout')).error, undefined)
    const given = await tab.page.evaluate(() => window.given)
    assert.deepEqual(
      given.map((/** @type {[string, string, boolean]} */ [access, refresh, aborted]) => [
        access.slice(0, 17),
        refresh.slice(0, 18),
        aborted,
      ]),
      [
        [api.issued.at(-4).slice(0, 17), api.issued.at(-3).slice(0, 18), false],
        [api.issued.at(-2).slice(0, 17), api.issued.at(-1).slice(0, 18), false],
      ],
    )
    assert.deepEqual([api.at('/api/refresh').length, api.at('/api/goodbye').length], [1, 2])
    assert.deepEqual(await tab.events('warning'), [])
    assert.equal(await tab.status(), 'signedOut')
  }),
)

test(
  'a logout function that fails or hangs is told of, and the session is over at once',
  scene(async ({ openTab }) => {
    for (const make of [
      () => ({ logout: () => Promise.reject(new Error('no')) }),
      () => ({
        logout: (/** @type {{ signal: AbortSignal }} */ { signal }) =>
          new Promise(() => {
            window.signal = signal
          }),
      }),
    ]) {
      const tab = await open(openTab, { refreshTimeout: 300 }, make)
      await tab.login()
      assert.equal((await tab.call('logout')).error, undefined)
      assert.equal(await tab.status(), 'signedOut')
      const codes = (await tab.events('warning')).map((/** @type {{ code: string }} */ { code }) => code)
      assert.deepEqual(codes, ['LOGOUT_NOT_CONFIRMED'])
      assert.notEqual(await tab.page.evaluate(() => window.signal?.aborted), false)
    }
  }),
)
