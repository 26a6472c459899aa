// The ways in and out that back-ends have: logins in steps, bodies of their own, a logout that is a function.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { startShaped } from './harness/shaped.mjs'

const scene = makeLab()
const { api, open } = await startShaped()

test(
  'a login in steps: the first brings no tokens, the second goes where it is told',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {
      login: { url: '/login', body: { client_id: 'app' }, headers: { 'X-App': 'login' } },
    })
    api.replies['/api/login'] = () => ({ body: { ticket: 't' } })
    api.replies['/api/mfa'] = ({ body }) =>
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
    const [json, url, form, none, ...more] = api.at('/api/login').map(({ body }) => body)
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
    const [access, refresh, nextAccess, nextRefresh] = api.issued.slice(-4)
    assert.deepEqual(await tab.page.evaluate(() => window.given), [
      [access, refresh, false],
      [nextAccess, nextRefresh, false],
    ])
    assert.deepEqual([api.at('/api/refresh').length, api.at('/api/goodbye').length], [1, 2])
    assert.deepEqual(await tab.events('warning'), [])
    assert.equal(await tab.status(), 'signedOut')
  }),
)

test(
  'a logout function that fails or hangs is told of, and the session is over at once',
  scene(async ({ openTab }) => {
    /** Keeps the signal that it is given. */
    const fails = () => ({
      logout: (/** @type {{ signal: AbortSignal }} */ { signal }) => {
        window.signal = signal
        return Promise.reject(new Error('no'))
      },
    })
    const hangs = () => ({
      logout: (/** @type {{ signal: AbortSignal }} */ { signal }) =>
        new Promise(() => {
          window.signal = signal
        }),
    })
    for (const make of [fails, hangs]) {
      const tab = await open(openTab, { refreshTimeout: 300 }, make)
      await tab.login()
      assert.equal((await tab.call('logout')).error, undefined)
      assert.equal(await tab.status(), 'signedOut')
      const codes = (await tab.events('warning')).map((/** @type {{ code: string }} */ { code }) => code)
      assert.deepEqual(codes, ['LOGOUT_NOT_CONFIRMED'])
      assert.equal(await tab.page.evaluate(() => window.signal.aborted), make === hangs)
    }
  }),
)
