// Warnings that save an afternoon: what is wrong with the back-end or the configuration, told where it shows.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { startServer } from './harness/server.mjs'

/** @typedef {import('./harness/control.mjs').Control} Control */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

/** Another origin. */
/** @type {{ url: string; control: Control; port: number; said: () => string; stop(): Promise<void>; }} */
let elsewhere
before(async () => {
  elsewhere = await startServer()
})
after(() => elsewhere.stop())

/** What was warned of, by code. */
const warned = async (/** @type {Tab} */ tab, /** @type {string} */ code) =>
  (await tab.events('warning')).filter((warning) => warning.code === code)

test(
  'a token header that another origin does not expose is named, with the line to add',
  scene(async ({ openTab }) => {
    await elsewhere.control.reset()
    await elsewhere.control.settings({ exposeHeaders: ['date'] })
    const tab = await openTab({ config: { ...dialects.header, baseURL: `${elsewhere.url}/header` } })
    assert.equal((await tab.login()).error.code, 'LOGIN_REJECTED')
    const [{ message }] = await warned(tab, 'HEADER_NOT_EXPOSED')
    assert.match(message, /Access-Control-Expose-Headers: .*token/)
  }),
)

test(
  'a refresh that is answered by a page, or under other names, is told of with the names of its body',
  scene(async ({ server, openSignedIn }) => {
    const config = { retry: { attempts: 2, base: 10, cap: 10 } }
    const tab = await openSignedIn({ config })
    await server.fail({ target: 'refresh', kind: 'html', times: 2 })
    await server.expireAccess()
    assert.equal((await tab.ask('/me')).error.code, 'REFRESH_UNAVAILABLE')
    const warnings = await warned(tab, 'REFRESH_NOT_UNDERSTOOD')
    assert.equal(warnings.length, 1, 'once for a refresh, not for each attempt')
    assert.match(warnings[0].message, /no JSON/)

    const refresh = { url: '/public', method: 'GET', send: 'query:token' }
    const other = await openSignedIn({ config: { ...config, refresh, storageKey: 'other' } })
    assert.equal((await other.call('refresh')).error.code, 'REFRESH_UNAVAILABLE')
    const [{ message }] = await warned(other, 'REFRESH_NOT_UNDERSTOOD')
    assert.match(message, /Its body has: carried_token, public\./)
  }),
)

test(
  'a preflight that refuses the token’s header is suspected once, and a working server never',
  scene(async ({ openSignedIn }) => {
    await elsewhere.control.reset()
    const config = { ...dialects.bearer, baseURL: `${elsewhere.url}/bearer` }
    const working = await openSignedIn({ config })
    assert.equal((await working.ask('/me')).status, 200)
    await elsewhere.control.fail({ target: 'resource', kind: 'drop' })
    assert.equal((await working.ask('/me')).error.name, 'TypeError')
    assert.deepEqual(await warned(working, 'PREFLIGHT_SUSPECTED'), [])

    await elsewhere.control.settings({ allowHeaders: ['content-type'] })
    const tab = await openSignedIn({ config: { ...config, storageKey: 'refused' } })
    for (const round of [1, 2]) {
      assert.equal((await tab.ask('/orders')).error.name, 'TypeError', `round ${round}`)
    }
    const [{ message }, ...more] = await warned(tab, 'PREFLIGHT_SUSPECTED')
    assert.match(message, /Access-Control-Allow-Headers: authorization/i)
    assert.deepEqual(more, [])
    tab.complaints.length = 0 // Chromium's own words on CORS
    await elsewhere.control.reset()
  }),
)

test(
  'so is one that refuses the refresh token’s',
  scene(async ({ openSignedIn }) => {
    await elsewhere.control.reset()
    const retry = { attempts: 2, base: 10, cap: 10 }
    const tab = await openSignedIn({
      config: { ...dialects.header, retry, baseURL: `${elsewhere.url}/header` },
    })
    assert.equal((await tab.ask('/me')).status, 200)
    await elsewhere.control.settings({ allowHeaders: ['content-type', 'token'] })
    assert.equal((await tab.call('refresh')).error.code, 'REFRESH_UNAVAILABLE')
    const [{ message }, ...more] = await warned(tab, 'PREFLIGHT_SUSPECTED')
    assert.match(message, /Access-Control-Allow-Headers: refresh-token/)
    assert.deepEqual(more, [])
    tab.complaints.length = 0
    await elsewhere.control.reset()
  }),
)

test(
  'a login without a token says where it looked and what there was, and shows no value',
  scene(async ({ openTab }) => {
    const tab = await openTab({ config: { tokens: { access: ['body:result.token', 'header:x-token'] } } })
    const { message } = (await tab.login()).error
    assert.match(message, /no access token was found in body:result\.token, header:x-token\./)
    assert.match(message, /The body has: access_token, expires_in, refresh_token, token_type\./)
    assert.doesNotMatch(message, /eyJ/)
    const other = await openTab({ config: { ...dialects.header, baseURL: '/header', storageKey: 'other' } })
    assert.match(
      (await other.login('demo', 'wrong')).error.message,
      /, or code said no\. The body has: code, msg\./,
    )
  }),
)

test(
  'a clock that is off is told of, with the seconds',
  scene(async ({ server, openSignedIn }) => {
    await server.settings({ clockSkewMs: 3_600_000 })
    const tab = await openSignedIn()
    const [{ message }, ...more] = await warned(tab, 'CLOCK_SKEW')
    const [, seconds] = /differ by (\d+) seconds/.exec(message) ?? []
    assert.ok(Math.abs(Number(seconds) - 3600) < 5, message)
    assert.deepEqual(more, [])
  }),
)

test(
  'a fresh token that is refused, and a session without a refresh token, are told of',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.settings({ refuseAlways: true })
    assert.equal((await tab.ask('/me')).status, 401)
    assert.equal((await warned(tab, 'FRESH_TOKEN_REJECTED')).length, 1)
    await server.settings({ refuseAlways: false })
    const bare = await openSignedIn({ config: { tokens: { refresh: 'body:nowhere' }, storageKey: 'bare' } })
    await server.expireAccess()
    assert.equal((await bare.ask('/me')).status, 401)
    assert.equal((await warned(bare, 'REFRESH_WITHOUT_TOKEN')).length, 1)
    assert.equal((await server.counters()).refresh.received, 1, 'only the first client has asked')
  }),
)
