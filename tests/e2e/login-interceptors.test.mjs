// auth.login goes through the interceptors, as axios' own post did.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeTokenLab } from './harness/token-lab.mjs'

const { scene } = await makeTokenLab()

test(
  'headers that an interceptor spreads, sets as a member or adds are all sent, as with axios',
  scene(async ({ home, openSignedIn }) => {
    const tab = await openSignedIn()
    await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      auth.interceptors.request.use((config) => ({
        ...config,
        headers: { ...config.headers, 'X-Spread': '1' },
      }))
      auth.interceptors.request.use((config) => {
        config.headers['x-call'] = `${config.headers['x-call']}, and more`
        config.headers.set('X-Set', '1')
        return config
      })
      await auth.post('/echo', { a: 1 }, { headers: { 'X-Call': 'own', Get: 'a name of a method' } })
    })
    const [{ headers }] = home.at('/api/echo')
    const sent = ['x-spread', 'x-call', 'x-set', 'content-type', 'authorization'].map((name) => headers[name])
    assert.deepEqual(sent.slice(0, 4), ['1', 'own, and more', '1', 'application/json'])
    assert.match(String(sent[4]), /^Bearer /)
  }),
)

test(
  'what a request interceptor adds is sent, and it sees what was called',
  scene(async ({ home, openTab }) => {
    const tab = await openTab()
    const seen = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      /** @type {({ url: string | undefined; baseURL: string | undefined; method: string | undefined; data: unknown; })[]} */
      const seen = []
      auth.interceptors.request.use(async (config) => {
        const { url, baseURL, method, data } = config
        seen.push({ url, baseURL, method, data })
        config.headers.set('X-Tenant', 'acme')
        config.params = { trace: 7 }
        return config
      })
      await auth.login({ username: 'demo', password: 'demo' })
      return seen
    })
    const data = { username: 'demo', password: 'demo' }
    assert.deepEqual(seen, [{ url: '/login', baseURL: '/api', method: 'post', data }])
    const [{ headers, url }] = home.at('/api/login')
    assert.equal(headers['x-tenant'], 'acme')
    assert.equal(url, '/api/login?trace=7')
    assert.equal(await tab.status(), 'signedIn')
  }),
)

test(
  'tokens are taken from the reply as it arrived, whatever the interceptors make of it',
  scene(async ({ openTab }) => {
    const makes = {
      data: (/** @type {any} */ response) => response.data,
      nothing: () => undefined,
      emptied: (/** @type {any} */ response) => ({ ...response, data: {}, response: undefined }),
      throws: () => {
        throw new Error('toast')
      },
    }
    for (const [name, make] of Object.entries(makes)) {
      const tab = await openTab({ config: { storageKey: name } })
      const [kind, status] = await tab.page.evaluate(async (make) => {
        const { auth } = lab.clients.main
        // biome-ignore lint/security/noGlobalEval: the test's own function, which does not travel otherwise
        auth.interceptors.response.use(eval(make))
        const got = await auth.login({ username: 'demo', password: 'demo' }).then(
          (value) => Object.keys(value ?? {}).join() || String(value),
          (error) => error.message,
        )
        return [got, auth.session.status]
      }, String(make))
      /** @type {Record<string, unknown>} */
      const expected = {
        data: 'access_token,refresh_token',
        nothing: 'undefined',
        emptied: 'data,status,statusText,headers,config,response',
        throws: 'toast',
      }
      assert.deepEqual([kind, status], [expected[name], 'signedIn'], name)
    }
  }),
)

test(
  'a response interceptor sees each way in which a login fails',
  scene(async ({ home, openTab }) => {
    const tab = await openTab()
    const play = () =>
      tab.page.evaluate(async () => {
        const { auth } = lab.clients.main
        auth.interceptors.response.clear()
        /** @type {any[][]} */
        const toasts = []
        auth.interceptors.response.use(null, (/** @type {any} */ error) => {
          toasts.push([error.code, error.status, error.config?.url])
          throw error
        })
        const { code } = await auth.login({ username: 'demo', password: 'x' }).catch((error) => error)
        return [code, toasts]
      })
    home.replies['/api/login'] = () => ({ status: 401, body: { detail: 'no' } })
    assert.deepEqual(await play(), ['ERR_BAD_REQUEST', [['ERR_BAD_REQUEST', 401, '/login']]])
    home.replies['/api/login'] = () => ({ body: { code: 1 } })
    assert.deepEqual(await play(), ['LOGIN_REJECTED', [['LOGIN_REJECTED', 200, '/login']]])
  }),
)

test(
  'the order of logins is that of their calls, however long an interceptor takes (R9)',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const outcome = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      let go = () => {}
      const waits = new Promise((/** @type {(nothing?: undefined) => void} */ resolve) => {
        go = resolve
      })
      const id = auth.interceptors.request.use(async (config) => {
        await waits
        return config
      })
      const late = auth.login({ username: 'demo', password: 'demo' }).catch((error) => error.code)
      auth.interceptors.request.eject(id)
      await auth.logout()
      go()
      return [await late, auth.session.status]
    })
    assert.deepEqual(outcome, ['SESSION_CHANGED', 'signedOut'])
  }),
)

test(
  'a request interceptor that refuses ends the login, and nothing is sent',
  scene(async ({ home, openTab }) => {
    const tab = await openTab()
    const outcome = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      const id = auth.interceptors.request.use(() => Promise.reject(new Error('no')))
      const { message } = await auth.login({}).catch((error) => error)
      auth.interceptors.request.eject(id)
      return message
    })
    assert.equal(outcome, 'no')
    assert.equal(home.at('/api/login').length, 0)
    assert.equal((await tab.login()).error, undefined)
  }),
)
