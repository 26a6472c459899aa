// `authFrom`: the object is there at once, and what is asked of it before the module has come waits for it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { bundleApps } from './harness/apps.mjs'
import { makeTokenLab, usual } from './harness/token-lab.mjs'

/** @typedef {import('./harness/token-lab.mjs').Scene} Scene */
/** @typedef {import('./harness/backend.mjs').StartedBackend} StartedBackend */

const { scene } = await makeTokenLab()
const binary = '/package/authflight.wasm'
const html = `<!doctype html><meta charset="utf-8"><title>first lines</title><link rel="icon" href="data:,">
<script type="module" src="/fixtures/first-lines.js"></script>`

/** A page in which nothing is loaded yet. With `signedIn`, an earlier page has left a session. */
async function opened(/** @type {Scene} */ { home, newTab }, { signedIn = false } = {}) {
  home.pages['/app/page'] = html
  if (signedIn) {
    const earlier = await newTab()
    await earlier.create()
    await earlier.login()
    await earlier.page.close()
  }
  const tab = await newTab({ path: '/app/page' })
  home.requests.length = 0
  return tab.page
}

const api = (/** @type {StartedBackend} */ home) =>
  home.requests.filter(({ path }) => path.startsWith('/api/'))

test(
  'calls made before the module comes are sent once, in their order; listeners hear of the restored session',
  scene(async (stage) => {
    const { home } = stage
    const page = await opened(stage, { signedIn: true })
    const before = await page.evaluate((config) => {
      const { fetch } = window
      // The order of the calls: on the way to the server, one request may overtake another.
      lab.sent = []
      window.fetch = (input, init) => {
        lab.sent.push(new URL(/** @type {Request} */ (input).url ?? input, location.href).pathname)
        return fetch(input, init)
      }
      const auth = lab.entries.slim.authFrom(config)
      lab.told = []
      auth.on('signedIn', (detail) => lab.told.push(['signedIn', detail.by, auth.session.status]))
      auth.subscribe(() => lab.told.push(['session', auth.session.status]))
      auth.interceptors.request.use((config) => {
        config.headers.set('x-intercepted', 'yes')
        return config
      })
      lab.auth = auth
      lab.calls = [
        lab.outcome(auth.fetch('/a')),
        lab.outcome(auth.get('/b')),
        lab.outcome(auth.fetch('/c', { method: 'POST', body: 'c' })),
        lab.outcome(auth.post('/d', { d: 1 })),
        lab.outcome(auth.getAccessToken().then((token) => typeof token)),
        lab.outcome(auth.ready),
      ]
      return lab.nextTask().then(() => [auth.session, lab.told])
    }, usual)
    assert.deepEqual(before, [
      { status: 'signedOut', signedIn: false, accessExpiresAt: null, refreshExpiresAt: null, pending: 0 },
      [],
    ])
    assert.deepEqual(api(home), [], 'nothing was sent')
    const after = await page.evaluate(async (binary) => {
      await lab.entries.slim.init(binary)
      const calls = await Promise.all(lab.calls)
      return { calls, told: lab.told, session: lab.auth.session.status, sent: lab.sent }
    }, binary)
    assert.deepEqual(
      after.calls.map(({ value }) => value),
      [200, 200, 200, 200, 'string', 'done'],
    )
    assert.equal(after.session, 'signedIn')
    assert.deepEqual(
      after.told.filter((/** @type {string[]} */ [name]) => name === 'signedIn'),
      [['signedIn', 'restored', 'signedIn']],
    )
    assert.ok(
      after.told.some(
        (/** @type {string[]} */ [name, status]) => name === 'session' && status === 'signedIn',
      ),
    )
    const sent = api(home)
    // The verbs run their interceptors first, which takes them some microtasks.
    assert.deepEqual(sent.map(({ path }) => path).sort(), ['/api/a', '/api/b', '/api/c', '/api/d'])
    assert.deepEqual(
      after.sent.filter((/** @type {string} */ path) => /^\/api\/[ac]$/.test(path)),
      ['/api/a', '/api/c'],
    )
    for (const { headers } of sent) assert.match(String(headers.authorization), /^Bearer home-access/)
    assert.equal(sent.find(({ path }) => path === '/api/b')?.headers['x-intercepted'], 'yes')
    assert.equal(sent.find(({ path }) => path === '/api/d')?.body, '{"d":1}')
  }),
)

test(
  'listeners that were there before the module hear of the restored user, and read it',
  scene(async (stage) => {
    const { home } = stage
    const access_token = `e30.${Buffer.from('{"sub":"ann"}').toString('base64url')}.c2ln`
    home.replies['/api/login'] = () => ({ body: { access_token, refresh_token: 'refresh' } })
    const page = await opened(stage, { signedIn: true })
    const told = await page.evaluate(
      async ([config, binary]) => {
        const auth = lab.entries.slim.authFrom(config)
        /** @type {unknown[]} */
        const told = []
        auth.subscribe(() => told.push(['session', auth.session.status, /** @type {any} */ (auth.user)?.sub]))
        auth.on('signedIn', () =>
          told.push(['signedIn', /** @type {any} */ (auth.user)?.sub, /** @type {any} */ (auth.claims)?.sub]),
        )
        auth.on('userChanged', ({ user }) => told.push(['userChanged', /** @type {any} */ (user)?.sub]))
        await lab.entries.slim.init(binary)
        await auth.ready
        return [...told, /** @type {any} */ (auth.user)?.sub]
      },
      [usual, binary],
    )
    assert.deepEqual(told, [
      ['session', 'signedIn', 'ann'],
      ['userChanged', 'ann'],
      ['signedIn', 'ann', 'ann'],
      'ann',
    ])
  }),
)

test(
  'a login, a call and a logout that wait happen in this order, as they were when they were made',
  scene(async (stage) => {
    const { home } = stage
    const page = await opened(stage)
    const outcomes = await page.evaluate(
      async ([config, binary]) => {
        const auth = lab.entries.slim.authFrom(config)
        const form = { username: 'demo', password: 'demo' }
        const body = new Uint8Array([65, 66])
        const headers = new Headers({ 'x-one': '1' })
        const calls = [
          lab.outcome(auth.setTokens({ access: 'mine', refresh: 'r' }).then(({ status }) => status)),
          lab.outcome(auth.fetch('/bytes', { method: 'POST', body, headers })),
          lab.outcome(auth.login(form)),
        ]
        form.password = ''
        body.fill(0)
        headers.set('x-one', '2')
        config.baseURL = '/elsewhere'
        await lab.entries.slim.init(binary)
        const first = await Promise.all(calls)
        return [...first, await lab.outcome(auth.logout()), auth.session.status]
      },
      [usual, binary],
    )
    assert.deepEqual(outcomes.at(0), { value: 'signedIn' })
    assert.deepEqual(outcomes.slice(2), [{ value: 200 }, { value: 'done' }, 'signedOut'])
    const [bytes] = home.at('/api/bytes')
    assert.deepEqual(
      [bytes.body, bytes.headers['x-one'], bytes.headers.authorization],
      ['AB', '1', 'Bearer mine'],
    )
    assert.equal(home.at('/api/login')[0].body, '{"username":"demo","password":"demo"}')
  }),
)

test(
  'URLs are resolved as the page was at the call',
  scene(async (stage) => {
    const { home } = stage
    const page = await opened(stage)
    await page.evaluate(
      async ([config, binary]) => {
        const { authFrom, init } = lab.entries.slim
        const based = authFrom({ ...config, baseURL: 'api' })
        const free = authFrom({})
        const calls = [lab.outcome(based.fetch('one')), lab.outcome(free.fetch('two'))]
        history.pushState(null, '', '/deep/down/page')
        await init(binary)
        await Promise.all(calls)
      },
      [usual, binary],
    )
    assert.equal(home.at('/app/api/one').length, 1)
    assert.equal(home.at('/app/two').length, 1)
  }),
)

test(
  'an abort leaves at once with its own reason, the timeout ends a wait, and neither is sent later',
  scene(async (stage) => {
    const { home } = stage
    const page = await opened(stage)
    const outcomes = await page.evaluate(
      async ([config, binary]) => {
        const auth = lab.entries.slim.authFrom({ ...config, timeout: 300 })
        const patient = lab.entries.slim.authFrom(config)
        const cut = new AbortController()
        const aborted = [
          lab.outcome(auth.fetch('/aborted', { signal: cut.signal })),
          lab.outcome(auth.get('/aborted', { signal: cut.signal })),
        ]
        await lab.nextTask()
        cut.abort('the user went elsewhere')
        const first = await Promise.all(aborted)
        first.push(await lab.outcome(auth.fetch('/aborted', { signal: cut.signal })))
        first.push(await lab.outcome(auth.fetch('/late')))
        const sent = lab.outcome(patient.fetch('/public', /** @type {object} */ ({ auth: false })))
        await lab.entries.slim.init(binary)
        return [...first, await sent]
      },
      [usual, binary],
    )
    assert.deepEqual(outcomes[0], { thrown: 'the user went elsewhere' })
    assert.equal(outcomes[1].code, 'ERR_CANCELED')
    assert.deepEqual(outcomes.slice(2), [
      { thrown: 'the user went elsewhere' },
      { thrown: 'TimeoutError' },
      { value: 200 },
    ])
    assert.deepEqual(
      api(home).map(({ path }) => path),
      ['/api/public'],
    )
  }),
)

for (const [kind, code] of [
  ['UNSUPPORTED', 'UNSUPPORTED'],
  ['CONFIG', 'CONFIG'],
  ['CONFIG at once', 'CONFIG'],
]) {
  test(
    `${kind}: ready and every call reject, and a failure is told once: by a call, by ready, or as an unhandled rejection`,
    scene(async (stage) => {
      const page = await opened(stage)
      const seen = await page.evaluate(async (kind) => {
        const made = lab.failing[kind]
        const unhandled = async () => {
          await lab.nextTask()
          return lab.unhandled.splice(0)
        }
        const codeOf = async (/** @type {unknown} */ promise) => (await lab.outcome(promise)).code

        const called = made()
        const calls = [called.fetch('/a'), called.get('/b'), called.login({}), called.getAccessToken()]
        const first = await Promise.all(calls.map(codeOf))
        const afterCalls = await unhandled()
        const later = [await codeOf(called.refresh()), await codeOf(called.ready), called.session.status]

        const ready = await codeOf(made().ready)
        const afterReady = await unhandled()

        const reported = new Promise((resolve) => addEventListener('unhandledrejection', resolve))
        made()
        await reported
        return { first, afterCalls, later, ready, afterReady, ofNobody: await unhandled() }
      }, kind)
      assert.deepEqual(seen, {
        first: Array(4).fill(code),
        afterCalls: [],
        later: [code, code, 'signedOut'],
        ready: code,
        afterReady: [],
        ofNobody: [code],
      })
    }),
  )
}

test(
  'dispose() before the module comes: calls reject, and nothing happens when it comes',
  scene(async (stage) => {
    const { home } = stage
    const page = await opened(stage, { signedIn: true })
    const seen = await page.evaluate(
      async ([config, binary]) => {
        const auth = lab.entries.slim.authFrom(config)
        /** @type {string[]} */
        const told = []
        auth.on('signedIn', () => told.push('signedIn'))
        auth.subscribe(() => told.push('session'))
        const calls = [lab.outcome(auth.fetch('/a')), lab.outcome(auth.getAccessToken())]
        auth.dispose()
        calls.push(lab.outcome(auth.fetch('/b')), lab.outcome(auth.ready))
        // Another one, whose module is under way already.
        const loading = lab.entries.slim.init(binary)
        const second = lab.entries.slim.authFrom(config)
        calls.push(lab.outcome(second.fetch('/c')))
        second.dispose()
        await loading
        const third = await lab.entries.slim.createAuth(config)
        await third.fetch('/d')
        return { codes: (await Promise.all(calls)).map(({ code }) => code), told, unhandled: lab.unhandled }
      },
      [usual, binary],
    )
    assert.deepEqual(seen, { codes: Array(5).fill('DISPOSED'), told: [], unhandled: [] })
    assert.deepEqual(
      api(home).map(({ path }) => path),
      ['/api/d'],
    )
  }),
)

test(
  'every entry has it, and after createAuth `ready` is resolved',
  scene(async (stage) => {
    const page = await opened(stage)
    const seen = await page.evaluate(async (config) => {
      const { index, fetch, slim } = lab.entries
      const own = await lab.outcome(index.authFrom(config).fetch('/public'))
      const small = await lab.outcome(fetch.authFrom(config).fetch('/public'))
      const thin = await lab.outcome(slim.authFrom(config).fetch('/public'))
      const made = await index.createAuth(config)
      let microtasks = 0
      let done = false
      made.ready.then(() => {
        done = true
      })
      for (; !done; microtasks++) await null
      return [own, small, thin, microtasks]
    }, usual)
    assert.deepEqual(seen, [{ value: 200 }, { value: 200 }, { value: 200 }, 1])
  }),
)

test(
  'the adapters take it: axios waits, the guard of vue-router waits, <RequireAuth> shows `pending` and never the login',
  scene(async (stage) => {
    const { home, newTab } = stage
    const app = await bundleApps(['first-lines.jsx'])
    try {
      const script = readFileSync(`${app.folder}/first-lines.js`, 'utf8')
      home.pages['/first-lines.js'] = { headers: { 'content-type': 'text/javascript' }, body: script }
      home.pages['/adapters'] =
        '<!doctype html><link rel="icon" href="data:,"><main id="app"></main><script type="module" src="/first-lines.js"></script>'
      const earlier = await newTab()
      await earlier.create()
      await earlier.login()
      const tab = await newTab({ path: '/adapters' })
      const seen = await tab.page.evaluate(() => lab.seen)
      assert.deepEqual(seen.verdict, true)
      assert.equal(seen.open, true)
      assert.equal(seen.axios, 200)
      assert.deepEqual(seen.rendered, ['pending', 'children'])
      assert.deepEqual(seen.vue, ['signedOut', 'signedIn'])
      await earlier.call('logout')
      const again = await newTab({ path: '/adapters' })
      const out = await again.page.evaluate(() => lab.seen)
      assert.deepEqual(out.verdict, { path: '/login', query: { redirect: '/orders?page=2' } })
      assert.deepEqual(out.rendered, ['pending', 'fallback'])
    } finally {
      app.remove()
    }
  }),
)
