// The token goes nowhere else, and shows up nowhere.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { result } from './harness/outcomes.mjs'
import { startServer } from './harness/server.mjs'

/** @typedef {import('./harness/control.mjs').Control} Control */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()
/** @type {{ url: string; control: Control; port: number; said: () => string; stop(): Promise<void>; }} */
let stranger

before(async () => {
  stranger = await startServer()
})
after(() => stranger.stop())

/** Every token of the page's session, and every part of one that is long enough to be one. */
const secretsOf = (/** @type {Tab} */ tab) =>
  tab.page.evaluate(() => {
    const { access, refresh } = JSON.parse(localStorage.getItem('authflight'))
    return [access, refresh]
      .flatMap((token) => [token, ...token.split('.')])
      .filter((part) => part.length >= 12)
  })

test(
  'no address, however it is written, gets the token across to another origin',
  scene(async ({ server, url, openSignedIn }) => {
    const tab = await openSignedIn()
    const here = new URL(url)
    const there = new URL(stranger.url)
    const addresses = [
      `${there.origin}/bearer/public`,
      `//${there.host}/bearer/public`,
      `http:\\\\${there.host}/bearer/public`,
      `\\\\${there.host}\\bearer\\public`,
      `${here.protocol}//${here.host}@${there.host}/bearer/public`,
      `http://localhost:${here.port}/bearer/public`,
      `http://localhost:${there.port}/bearer/public`,
    ]
    /** @type {unknown[]} */
    const answered = []
    for (const address of addresses) {
      const carried = await tab.page.evaluate(async (address) => {
        const { auth } = lab.clients.main
        /** @type {unknown[]} */
        const seen = []
        for (const input of [address, ...(URL.canParse(address) ? [new URL(address)] : [])]) {
          try {
            seen.push((await (await auth.fetch(input)).json()).carried_token)
          } catch (error) {
            seen.push(/** @type {Error} */ (error).name)
          }
        }
        return seen
      }, address)
      assert.ok(!carried.includes(true), `${address}: ${carried}`)
      answered.push(...carried.filter((one) => one === false))
    }
    assert.ok(answered.length > 5, `${answered.length} were answered without the token`)
    const warnings = await tab.events('warning')
    assert.ok(warnings.some((/** @type {{ code: string }} */ { code }) => code === 'TOKEN_WITHHELD'))
    // And to make sure the question was a good one: here it is carried.
    assert.equal((await tab.ask('/public')).body.carried_token, true)
    assert.equal((await server.counters()).refresh.received, 0)
    assert.equal((await stranger.control.counters()).refresh.received, 0)
  }),
)

test(
  'an origin that was named gets it',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn({ config: { attach: { origins: [stranger.url] } } })
    const reply = await tab.ask(`${stranger.url}/bearer/public`)
    assert.equal(reply.body.carried_token, true)
  }),
)

test(
  'a redirect to another origin carries nothing there',
  scene(async ({ openSignedIn }) => {
    const to = encodeURIComponent(`${stranger.url}/bearer/public`)
    const tab = await openSignedIn()
    const followed = await tab.ask(`/redirect?to=${to}`)
    assert.equal(followed.status, 200)
    assert.deepEqual(followed.body, { public: true, carried_token: false })
    // With a header that browsers don't strip, it is not followed at all.
    const custom = await openSignedIn({
      config: {
        storageKey: 'custom',
        baseURL: '/header',
        login: '/user/login',
        refresh: { url: '/user/refreshToken', send: 'header:refresh-token' },
        attach: { header: 'token', scheme: '' },
        tokens: { access: ['header:token', 'body:token'], refresh: 'header:refresh-token' },
      },
    })
    assert.equal(result(await custom.ask(`/redirect?to=${to}`)), 'TypeError')
  }),
)

test(
  'exempt paths, auth: false and a header of one’s own go out untouched',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: { attach: { exempt: ['/bearer/public'] } } })
    assert.equal((await tab.ask('/public')).body.carried_token, false)
    await server.expireAccess()
    assert.equal(result(await tab.ask('/me', { headers: { authorization: 'Bearer mine' } })), 401)
    const optedOut = await tab.call('get', '/me', { auth: false })
    assert.equal(optedOut.error.status, 401)
    assert.equal((await server.counters()).refresh.received, 0)
  }),
)

test(
  'no token shows up in errors, events, traces, the session, or the console',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: { retry: { attempts: 2, base: 10, cap: 20 } } })
    const secrets = new Set(await secretsOf(tab))
    /** @type {string[]} */
    const shown = []
    const show = async (/** @type {unknown} */ what) => shown.push(JSON.stringify(what))

    await server.expireAccess()
    await tab.askMany(3, '/me')
    for (const secret of await secretsOf(tab)) secrets.add(secret)
    await server.expireAccess()
    await server.fail({ target: 'refresh', kind: 'status', status: 503, times: 2 })
    await show(await tab.askMany(3, '/me'))
    await show(await tab.call('get', '/me'))
    await show(await tab.call('setTokens', { access: 5 }))
    await show(await tab.create({ baseURL: '/bearer', refresh: 5 }, 'wrong'))
    await show(await tab.login('demo', 'wrong'))
    await server.revoke()
    await show(await tab.call('refresh'))
    await show(await tab.askMany(3, '/me'))
    await show(await tab.events())
    await show(await tab.session())
    await show(tab.printed)
    // The objects themselves, as a logger would walk them.
    await show(
      await tab.page.evaluate(async () => {
        const { auth } = lab.clients.main
        const seen = new Set()
        /** @type {string[]} */
        const texts = []
        const walk = (/** @type {unknown} */ value) => {
          if (typeof value === 'string') texts.push(value)
          if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value))
            return
          seen.add(value)
          for (const key of Reflect.ownKeys(value)) {
            try {
              walk(/** @type {any} */ (value)[key])
            } catch {}
          }
        }
        walk(auth)
        walk(await auth.get('/me').catch((error) => error))
        return [...texts, JSON.stringify(auth), String(auth)]
      }),
    )
    const text = shown.join('\n')
    assert.ok(text.length > 2_000 && text.includes('REFRESH_UNAVAILABLE') && text.includes('"trace"'))
    assert.ok(secrets.size >= 6, 'there are secrets to look for')
    for (const secret of secrets)
      assert.ok(!text.includes(secret), `a part of a token is shown: ${secret.length} letters`)
  }),
)

test(
  'the page works under a strict Content-Security-Policy',
  scene(async ({ url, openSignedIn }) => {
    const policy = (await fetch(`${url}/fixtures/blank.html`)).headers.get('content-security-policy')
    assert.match(String(policy), /script-src 'self' 'wasm-unsafe-eval'/)
    assert.doesNotMatch(String(policy), /'unsafe-eval'|script-src[^;]*'unsafe-inline'/)
    const tab = await openSignedIn({
      prepare: () => {
        window.violations = []
        addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
          violations.push(violatedDirective),
        )
      },
    })
    assert.equal(result(await tab.ask('/me')), 200)
    assert.deepEqual(await tab.page.evaluate(() => violations), [])
  }),
)
