// A verb's request belongs to the session in which it is called for, however long the application's own functions take to make it (I3).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { startShaped } from './harness/shaped.mjs'

const scene = makeLab()
const { api, open, headers } = await startShaped()

/** What makes a request take time: each waits until the page lets it go. */
const delays = {
  'a headers function': () => ({ headers: () => window.held.then(() => ({ 'X-Made': 'yes' })) }),
  'a request interceptor': () => ({}),
}

/** @typedef {import('../../npm/types.ts').Auth} Auth */

/** What happens to the session meanwhile, and what becomes of the request. */
const ends = {
  'a logout': { happens: (/** @type {Auth} */ auth) => auth.logout(), code: 'SESSION_CHANGED' },
  'tokens of somebody else': {
    happens: (/** @type {Auth} */ auth) => auth.setTokens({ access: 'somebody-else', refresh: 'other' }),
    code: 'SESSION_CHANGED',
  },
}

for (const [delay, make] of Object.entries(delays)) {
  for (const [name, { happens, code }] of Object.entries(ends)) {
    test(
      `${delay}, ${name} meanwhile: the request is not sent`,
      scene(async ({ openTab }) => {
        const tab = await open(openTab, {}, make)
        await holdable(tab)
        await tab.login()
        const outcome = await tab.page.evaluate(
          async ([happens, inInterceptor]) => {
            const { auth } = lab.clients.main
            if (inInterceptor) auth.interceptors.request.use((config) => window.held.then(() => config))
            window.hold()
            const sent = auth.post('/transfer', { from: 'me' }).then(
              ({ status }) => status,
              ({ code }) => code,
            )
            const over = new Function('auth', `return (${happens})(auth)`)(auth)
            // The logout waits for the headers, too.
            await new Promise((resolve) => setTimeout(resolve, 0))
            window.release()
            await over
            return sent
          },
          [`${happens}`, delay === 'a request interceptor'],
        )
        assert.equal(outcome, code)
        assert.deepEqual(api.at('/api/transfer'), [])
      }),
    )
  }

  test(
    `${delay}, a refresh meanwhile: the request goes out with the new token`,
    scene(async ({ openTab }) => {
      const tab = await open(openTab, {}, make)
      await holdable(tab)
      await tab.login()
      const status = await tab.page.evaluate(async (inInterceptor) => {
        const { auth } = lab.clients.main
        if (inInterceptor) auth.interceptors.request.use((config) => window.held.then(() => config))
        window.hold()
        const sent = auth.post('/transfer', { from: 'me' })
        const refreshed = auth.refresh()
        window.release()
        await refreshed
        return (await sent).status
      }, delay === 'a request interceptor')
      assert.equal(status, 200)
      assert.equal(headers('authorization').filter((line) => line.startsWith('/transfer')).length, 1)
    }),
  )
}

test(
  'an interceptor may log in first: the request belongs to the session that it finds, and is refreshed in it',
  scene(async ({ openTab }) => {
    const tab = await open(openTab)
    const status = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      auth.interceptors.request.use(async (config) => {
        if (!auth.session.signedIn && config.url !== '/login') await auth.login({ username: 'demo' })
        return config
      })
      return (await auth.get('/orders')).status
    })
    assert.equal(status, 200)
    api.expire()
    assert.equal((await tab.call('get', '/orders')).value.status, 200)
  }),
)

test(
  'where nothing of the application’s takes time, the request is on its way before the call returns, as that of auth.fetch',
  scene(async ({ openTab }) => {
    const tab = await open(openTab)
    await tab.login()
    const before = api.issued.at(-2)
    for (const how of ['post', 'fetch']) {
      const status = await tab.page.evaluate(async (how) => {
        const { auth } = lab.clients.main
        const sent =
          how === 'post' ? auth.post('/save', {}) : auth.fetch('/save', { method: 'POST', body: '{}' })
        await auth.setTokens({ access: 'somebody-else' })
        const { status } = await sent
        return status
      }, how)
      assert.equal(status, 200, how)
      await tab.login()
    }
    const tokens = api.at('/api/save').map(({ headers }) => headers.authorization)
    assert.equal(tokens.length, 2)
    assert.equal(tokens[0], `Bearer ${before}`)
    assert.ok(!tokens.includes('Bearer somebody-else'))
  }),
)

test(
  'a request without the token is nobody’s: the end of the session is nothing to it',
  scene(async ({ openTab }) => {
    const tab = await open(openTab)
    await tab.login()
    const status = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      auth.interceptors.request.use(async (config) => {
        await auth.logout()
        return config
      })
      return (await auth.get('/public', { auth: false })).status
    })
    assert.equal(status, 200)
  }),
)

for (const entry of ['index', 'fetch']) {
  test(
    `${entry}: a logout after a login wins, and the credentials are those of the call`,
    scene(async ({ server, context }) => {
      const tab = await context.newPage()
      await tab.goto(`${server.url}/fixtures/blank.html`)
      const seen = await tab.evaluate(async (entry) => {
        const { createAuth } = await import(`/package/${entry}.js`)
        const auth = await createAuth({
          baseURL: '/bearer',
          login: '/login',
          logout: '/logout',
          refresh: '/refresh',
        })
        const form = { username: 'demo', password: 'demo' }
        const login = auth.login(form)
        form.password = ''
        const first = await login.then(
          () => auth.session.status,
          (/** @type {{ code: string }} */ { code }) => code,
        )
        const late = auth.login({ username: 'demo', password: 'demo' })
        const out = auth.logout()
        const second = await late.then(
          () => 'signed in',
          (/** @type {{ code: string }} */ { code }) => code,
        )
        await out
        return [first, second, auth.session.status]
      }, entry)
      assert.deepEqual(seen, ['signedIn', 'SESSION_CHANGED', 'signedOut'])
    }),
  )
}

/** Gives the page `hold()`, after which what waits for `held` waits until `release()`. */
async function holdable(/** @type {import('./harness/tab.mjs').Tab} */ tab) {
  await tab.page.evaluate(() => {
    window.held = Promise.resolve()
    window.hold = () => {
      window.held = new Promise((resolve) => {
        window.release = () => resolve(undefined)
      })
    }
  })
}
