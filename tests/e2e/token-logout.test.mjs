// A logout at an identity provider gets what its own `send` names and nothing else; plain http is told of (R25).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from './harness/recorder.mjs'
import { makeTokenLab, warned } from './harness/token-lab.mjs'

const { scene } = await makeTokenLab()

/** What came to a path, as one text. */
const cameTo = (
  /** @type {import('./harness/backend.mjs').StartedBackend} */ backend,
  /** @type {string} */ path,
) => backend.at(path).map(textOf).join('\n')

for (const [what, config] of /** @type {[string, object][]} */ ([
  ['in the usual places', {}],
  ['in a header of their own', { attach: { header: 'token', scheme: '' } }],
  ['the refresh token in a header', { refresh: { url: '/refresh', send: 'header:refresh-token' } }],
  ['the refresh token in the query', { refresh: { url: '/refresh', method: 'GET', send: 'query:rt' } }],
])) {
  test(
    `a logout on an origin that may not see tokens gets neither (${what})`,
    scene(async ({ home, elsewhere, openSignedIn }) => {
      const tab = await openSignedIn({ config: { ...config, logout: `${elsewhere.url}/api/logout` } })
      assert.equal((await tab.call('logout')).error, undefined)
      assert.equal(await tab.status(), 'signedOut')
      assert.equal(elsewhere.at('/api/logout').length, 1, 'it was called')
      for (const token of home.issued) assert.deepEqual(elsewhere.saw(token), [])
    }),
  )
}

test(
  'what its send names goes there, and nothing beside it',
  scene(async ({ home, elsewhere, openSignedIn }) => {
    const logout = { url: `${elsewhere.url}/api/logout`, send: 'form:token' }
    const tab = await openSignedIn({ config: { logout } })
    const [access, refresh] = home.issued
    assert.equal((await tab.call('logout')).error, undefined)
    const [{ body, headers }] = elsewhere.at('/api/logout')
    assert.equal(body, `token=${refresh}`)
    assert.match(String(headers['content-type']), /^application\/x-www-form-urlencoded/)
    assert.equal(headers.authorization, undefined)
    assert.deepEqual(elsewhere.saw(access), [])
  }),
)

test(
  'at home, too: with a send of its own there is no Authorization header',
  scene(async ({ home, openSignedIn }) => {
    const tab = await openSignedIn({ config: { logout: { url: '/logout', send: 'form:token' } } })
    const [access, refresh] = home.issued
    await tab.call('logout')
    const [{ body, headers }] = home.at('/api/logout')
    assert.equal(body, `token=${refresh}`)
    assert.equal(headers.authorization, undefined)
    assert.ok(!cameTo(home, '/api/logout').includes(access))
  }),
)

test(
  'an origin that is listed gets the access token as requests carry it',
  scene(async ({ home, elsewhere, openSignedIn }) => {
    const config = { logout: `${elsewhere.url}/api/logout`, attach: { origins: [elsewhere.url] } }
    const tab = await openSignedIn({ config })
    await tab.call('logout')
    const [{ headers }] = elsewhere.at('/api/logout')
    assert.equal(headers.authorization, `Bearer ${home.issued[0]}`)
  }),
)

test(
  'without a send, a logout at home gets both, as ever',
  scene(async ({ home, openSignedIn }) => {
    const tab = await openSignedIn()
    const [access, refresh] = home.issued
    await tab.call('logout')
    const came = cameTo(home, '/api/logout')
    assert.ok(came.includes(`Bearer ${access}`) && came.includes(refresh))
  }),
)

const insecure = {
  'the base URL': { baseURL: 'http://api.test/v1', refresh: '/refresh' },
  'the refresh': { refresh: 'http://api.test/refresh' },
  'the logout that names a token': { logout: { url: 'http://idp.test/revoke', send: 'form:token' } },
  'a listed origin': { attach: { origins: ['http://files.test'] } },
  'several of them': {
    baseURL: 'http://api.test',
    refresh: 'http://idp.test/refresh',
    attach: { origins: ['http://files.test', 'http://more.test:8080'] },
  },
  'a name that only looks like this device': { baseURL: 'http://localhost.evil.test' },
}
const secure = {
  'this page’s origin': {},
  https: { baseURL: 'https://api.test', attach: { origins: ['https://files.test'] } },
  'this device by its address': {
    baseURL: 'http://127.0.0.1:8080',
    attach: { origins: ['http://127.8.9.1'] },
  },
  'this device by its name': {
    baseURL: 'http://localhost:8080',
    attach: { origins: ['http://app.localhost'] },
  },
  'this device in IPv6': { baseURL: 'http://[::1]:8080' },
}

test(
  'a token that would go over plain http is told of, once for a configuration',
  scene(async ({ newTab }) => {
    const tab = await newTab()
    const told = async (/** @type {object} */ config, /** @type {string} */ storageKey) => {
      const { error } = await tab.create({ ...tab.config, ...config, storageKey }, storageKey)
      assert.equal(error, undefined)
      // What was told before anybody listened comes in a microtask of its own.
      await tab.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)))
      return warned(tab, 'INSECURE_TRANSPORT', storageKey)
    }
    /** @type {Record<string, unknown>} */
    const counts = {}
    for (const [what, config] of Object.entries(insecure)) counts[what] = await told(config, what)
    assert.deepEqual(counts, Object.fromEntries(Object.keys(insecure).map((what) => [what, 1])))
    for (const [what, config] of Object.entries(secure)) assert.equal(await told(config, what), 0, what)
    const [{ message }] = (await tab.events('warning', 'the base URL')).filter(
      (/** @type {{ code: string }} */ { code }) => code === 'INSECURE_TRANSPORT',
    )
    assert.match(message, /^[A-Z].*http:\/\/api\.test.*\.$/)
  }),
)
