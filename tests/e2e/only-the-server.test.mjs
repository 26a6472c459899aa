// Only the server ends a session, and only the API speaks for the server: ends that are no ends, clocks, and pages that come in
// place of the API's replies (R11–R13, R15).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { result } from './harness/outcomes.mjs'
import { makeTokenLab, warned } from './harness/token-lab.mjs'

/** @typedef {import('./harness/backend.mjs').StartedBackend} StartedBackend */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('./harness/recorder.mjs').Recorded} Recorded */

const { scene } = await makeTokenLab()

const page = '<!DOCTYPE html><title>Blocked</title><p>Request id 7.'

/** Says this to the first refresh only. */
const onFirstRefresh = (
  /** @type {StartedBackend} */ home,
  /** @type {import('./harness/recorder.mjs').Answer | undefined} */ reply,
) => {
  home.replies['/api/refresh'] = (request) => {
    delete home.replies['/api/refresh']
    return reply ?? home.usual(request)
  }
}

/** The answer to a request whose access token the server no longer takes. */
const askExpired = async (
  /** @type {StartedBackend} */ home,
  /** @type {Tab} */ tab,
  path = '/orders',
  /** @type {RequestInit | undefined} */ init = undefined,
) => {
  home.expire()
  return result(await tab.ask(path, init))
}

const wasKept = async (/** @type {Tab} */ tab) => {
  assert.deepEqual(await tab.events('loginRequired'), [])
  assert.deepEqual(await tab.events('signedOut'), [])
  assert.equal(await tab.status(), 'signedIn')
}

/** Resolves once the access token has ended by the page's own clock. */
const ended = (/** @type {Tab} */ tab) =>
  tab.page.waitForFunction(
    () => Date.now() > /** @type {number} */ (lab.clients.main.auth.session.accessExpiresAt),
  )

for (const [what, status, body] of /** @type {[string, number, string][]} */ ([
  ['a firewall', 403, page],
  ['a deploy', 404, `\uFEFF\n<!-- built --- today -->\n<HTML lang="en">`],
  ['a gateway', 405, '<?xml version="1.0"?>\n<!doctype html>'],
  ['a blocked country', 451, page.toLowerCase()],
])) {
  test(
    `${status} and a page of ${what} in place of the refresh is tried again, with a warning`,
    scene(async ({ home, openSignedIn }) => {
      const tab = await openSignedIn()
      onFirstRefresh(home, { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body })
      assert.equal(await askExpired(home, tab), 200)
      assert.equal(home.at('/api/refresh').length, 2)
      assert.equal(await warned(tab, 'REFRESH_NOT_UNDERSTOOD'), 1)
      await wasKept(tab)
    }),
  )
}

for (const [what, reply, config] of /** @type {[string, { status: number, body: unknown }, object?][]} */ ([
  ['JSON', { status: 403, body: { error: '<html>' } }],
  ['a short text', { status: 403, body: 'Forbidden' }],
  ['a piece of HTML', { status: 404, body: '<p>gone' }],
  ['a page', { status: 401, body: page }],
  [
    'a page, where the configuration says so',
    { status: 403, body: page },
    { refresh: { url: '/refresh', refused: { status: [403] } } },
  ],
  [
    'a good status and a body that the configuration names',
    { status: 200, body: { errors: [{ code: 'GONE' }] } },
    { refresh: { url: '/refresh', refused: { body: { path: 'errors.0.code', in: ['GONE'] } } } },
  ],
])) {
  test(
    `a refresh that is answered ${reply.status} with ${what} is refused`,
    scene(async ({ home, openSignedIn }) => {
      const tab = await openSignedIn({ config })
      onFirstRefresh(home, reply)
      assert.equal(await askExpired(home, tab), 401)
      assert.equal(home.at('/api/refresh').length, 1)
      assert.deepEqual(await tab.events('loginRequired'), [{ reason: 'refreshRejected' }])
      assert.equal(await warned(tab, 'REFRESH_NOT_UNDERSTOOD'), 0)
    }),
  )
}

/** The ways in which a refresh function tells of a reply that it did not like. */
for (const how of ['the Response', 'as axios', 'as ofetch']) {
  test(
    `a refresh function that throws ${how} with a page is called again, and one with JSON is not`,
    scene(async ({ home, newTab }) => {
      const tab = await newTab()
      await tab.page.evaluate(async (how) => {
        const refresh = async (/** @type {import('../../npm/types.ts').RefreshContext} */ { fetch }) => {
          const reply = await fetch('/api/refresh-by-hand')
          if (reply.ok) return { access: 'new', refresh: 'new' }
          if (how === 'the Response') throw reply
          const { status } = reply
          const data = await reply.text()
          throw Object.assign(
            new Error(how),
            how === 'as axios' ? { response: { status, data } } : { status, data },
          )
        }
        await lab.open({ baseURL: '/api', refresh, retry: { attempts: 2, base: 10, cap: 10 } })
        await lab.clients.main.auth.setTokens({ access: 'old', refresh: 'old' })
      }, how)
      const replies = [{ status: 403, body: page }, { body: {} }, { status: 403, body: { error: 'no' } }]
      home.replies['/api/refresh-by-hand'] = () => replies.shift()
      assert.equal((await tab.call('refresh')).error, undefined)
      assert.equal(home.at('/api/refresh-by-hand').length, 2)
      assert.equal((await tab.call('refresh')).error.code, 'SESSION_EXPIRED')
      assert.equal(home.at('/api/refresh-by-hand').length, 3)
    }),
  )
}

const jwt = (/** @type {{ iat: number; exp: number; }} */ claims) =>
  ['{"alg":"none"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

for (const [what, more] of /** @type {[string, object][]} */ ([
  ['refresh_expires_in is 0', { refresh_expires_in: 0 }],
  ['refresh_expires_in is -1', { refresh_expires_in: -1 }],
  ['refreshExpires is past, as UTC read east of it', { refreshExpires: '2020-01-01 00:00:00' }],
])) {
  test(
    `a login whose ${what} goes on when its access token has ended`,
    scene(async ({ home, openSignedIn }) => {
      home.replies['/api/login'] = () => ({ body: { ...home.issue(), expires_in: 1, ...more } })
      const tab = await openSignedIn()
      await ended(tab)
      assert.equal(await askExpired(home, tab), 200)
      assert.equal(home.at('/api/refresh').length, 1)
      await wasKept(tab)
    }),
  )
}

test(
  'an end of the refresh token that has passed is told as the reason only when the server refuses',
  scene(async ({ home, openSignedIn }) => {
    home.replies['/api/login'] = () => ({ body: { ...home.issue(), expires_in: 1, refresh_expires_in: 1 } })
    const tab = await openSignedIn()
    await ended(tab)
    onFirstRefresh(home, { status: 401, body: { error: 'ended' } })
    await askExpired(home, tab)
    assert.equal(home.at('/api/refresh').length, 1, 'the server was asked')
    assert.deepEqual(await tab.events('loginRequired'), [{ reason: 'refreshExpired' }])
  }),
)

test(
  'a device whose clock is 40 days ahead at a reload costs one exchange, and no session',
  scene(async ({ home, openSignedIn, openTab }) => {
    home.replies['/api/login'] = () => ({
      body: { ...home.issue(), expires_in: 3600, refresh_expires_in: 7 * 86_400 },
    })
    const before = await openSignedIn()
    await before.page.close()
    const tab = await openTab({
      prepare: () => {
        const { now } = Date
        Date.now = () => now() + 40 * 86_400_000
      },
    })
    assert.equal(result(await tab.ask('/orders')), 200)
    assert.equal(home.at('/api/refresh').length, 1)
    await wasKept(tab)
  }),
)

test(
  'getAccessToken gives no token that has ended, however old its iat, and nothing is told of a skew',
  scene(async ({ elsewhere, openSignedIn }) => {
    let access
    const headers = { 'access-control-expose-headers': 'content-type' }
    elsewhere.replies['/api/login'] = () => {
      // Made with the reply, so that a page that opens slowly still gets a token that has not ended.
      const seconds = Math.floor(Date.now() / 1_000)
      access = jwt({ iat: seconds - 300, exp: seconds + 3 })
      return { headers, body: { ...elsewhere.issue(), access_token: access } }
    }
    const tab = await openSignedIn({ config: { baseURL: `${elsewhere.url}/api` } })
    assert.equal((await tab.call('getAccessToken')).value, access)
    await ended(tab)
    assert.notEqual((await tab.call('getAccessToken')).value, access)
    assert.equal(elsewhere.at('/api/refresh').length, 1)
    assert.equal(await warned(tab, 'CLOCK_SKEW'), 0)
  }),
)

const carried = (/** @type {Recorded} */ { method, headers }) => [method, headers.authorization !== undefined]

test(
  'an endpoint is exempt by its method and URL: GET /session carries the token, DELETE /session is the logout',
  scene(async ({ home, openSignedIn }) => {
    const tab = await openSignedIn({ config: { logout: { url: '/session', method: 'DELETE' } } })
    assert.equal(result(await tab.ask('/session')), 200)
    assert.equal(await askExpired(home, tab, '/session'), 200)
    assert.equal(home.at('/api/refresh').length, 1)
    await tab.call('logout')
    assert.deepEqual(home.at('/api/session').map(carried), [
      ['GET', true],
      ['GET', true],
      ['GET', true],
      ['DELETE', true],
    ])
  }),
)

test(
  'with exempt: false one URL serves all: the application’s requests carry the token, the login and the refresh do not',
  scene(async ({ home, openTab }) => {
    const usual = home.usual.bind(home)
    home.replies['/api/graphql'] = (request) => {
      const { query, variables } = JSON.parse(request.body)
      if (query === 'login') return { body: home.issue() }
      const path = query === 'refresh' ? '/api/refresh' : '/api/orders'
      return usual({ ...request, path, body: variables?.token ?? '' })
    }
    const url = '/graphql'
    const tab = await openTab({
      config: {
        login: { url, exempt: false },
        refresh: { url, exempt: false, body: { query: 'refresh' }, send: 'body:variables.token' },
      },
    })
    const orders = { method: 'POST', body: JSON.stringify({ query: 'orders' }) }
    assert.equal((await tab.call('login', { query: 'login' })).error, undefined)
    assert.equal(result(await tab.ask('/graphql', orders)), 200)
    assert.equal(await askExpired(home, tab, '/graphql', orders), 200)
    // Signed in, and somebody else signs in.
    assert.equal((await tab.call('login', { query: 'login' })).error, undefined)
    const came = home.at('/api/graphql').map((one) => [JSON.parse(one.body).query, ...carried(one).slice(1)])
    assert.deepEqual(came, [
      ['login', false],
      ['orders', true],
      ['orders', true],
      ['refresh', false],
      ['orders', true],
      ['login', false],
    ])
  }),
)
