// What interceptors see and may do, compared with axios itself, and headers that a function makes anew.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import axios from 'axios'
import { makeLab } from './harness/lab.mjs'
import { startShaped } from './harness/shaped.mjs'

const scene = makeLab()
const { api, open, headers } = await startShaped()

/** @typedef {any} Headers_ axios' headers, or ours */

/** What an interceptor does with `config.headers`; all of it is axios' own use of them. */
/** @type {Record<string, (h: Headers_) => unknown>} */
const uses = {
  'reads in another case': (h) => h.set('X-Got', String(h['X-CALL'] ?? h['x-call'] ?? h['X-Call'])),
  'sets where there is none': (h) => {
    if (!h['X-Call']) h['X-Call'] = 'new'
  },
  'deletes a member': (h) => delete h['X-Call'],
  'sets a member, then by the method': (h) => {
    h['X-Call'] = 1
    h.set('X-Call', 2)
  },
  'sets a member, and deletes by the method': (h) => {
    h['X-Q'] = 1
    h.delete('X-Q')
  },
  'asks for a member that was set': (h) => {
    h['X-Q'] = 'q'
    h.set('X-Has', String(h.has('x-q')))
  },
  'sets null': (h) => {
    h['X-Call'] = null
  },
  'sets false': (h) => {
    h['X-Call'] = false
  },
  'is asked by `in`': (h) => h.set('X-In', String('X-Call' in h)),
}

for (const [name, use] of Object.entries(uses)) {
  test(
    `config.headers, as axios': ${name}`,
    scene(async ({ openTab }) => {
      const tab = await open(openTab)
      await tab.login()
      await tab.page.evaluate(async (use) => {
        const { auth } = lab.clients.main
        auth.interceptors.request.use((config) => {
          new Function('h', `(${use})(h)`)(config.headers)
          return config
        })
        await auth.get('/orders', { headers: { 'X-Call': 'call' } })
      }, `${use}`)
      const theirs = axios.create({ adapter: async (config) => /** @type {any} */ ({ config }) })
      theirs.interceptors.request.use((config) => {
        use(config.headers)
        return config
      })
      const { config } = await theirs.get('/orders', { headers: { 'X-Call': 'call' } })
      const expected = Object.entries(config.headers.toJSON()).map(([name, value]) => [
        name.toLowerCase(),
        `${value}`,
      ])
      const [sent] = api.at('/api/orders')
      const names = ['x-call', 'x-got', 'x-q', 'x-has', 'x-in']
      assert.deepEqual(
        names.map((name) => sent.headers[name]),
        names.map((name) => Object.fromEntries(expected)[name]),
      )
    }),
  )
}

test(
  'config.headers can be spread and listed, and what it has no header of is undefined',
  scene(async ({ openTab }) => {
    const tab = await open(openTab)
    await tab.login()
    const seen = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      /** @type {unknown} */
      let seen
      auth.interceptors.request.use((config) => {
        const h = /** @type {any} */ (config.headers)
        seen = [
          { ...h },
          Object.keys(h),
          JSON.stringify(h),
          h.nothing,
          h['not a name'],
          h instanceof Headers,
          typeof h.get,
          [...h],
          'forEach' in h,
        ]
        config.headers = { ...h, 'X-Spread': 'yes' }
        return config
      })
      await auth.get('/orders', { headers: { 'X-Call': 'call' } })
      return seen
    })
    assert.deepEqual(seen, [
      { 'x-call': 'call' },
      ['x-call'],
      '{"x-call":"call"}',
      undefined,
      undefined,
      true,
      'function',
      [['x-call', 'call']],
      true,
    ])
    assert.deepEqual(
      api.at('/api/orders').map(({ headers }) => [headers['x-call'], headers['x-spread']]),
      [['call', 'yes']],
    )
  }),
)

/** A function that makes headers, each time others; `same` is always the same. */
const counting = () => {
  let count = 0
  return { headers: () => ({ 'X-Nonce': `n${++count}`, 'X-Tenant': 'acme' }) }
}

/** How a call or an interceptor has its way with a header that the function makes. */
/** @type {Record<string, { call?: Record<string, string | null | false>, intercept?: (config: any) => unknown, sent: (string | undefined)[] }>} */
const ways = {
  'nothing of its own': { sent: ['acme', 'acme'] },
  'the call removes it': { call: { 'X-Tenant': null }, sent: [undefined, undefined] },
  'the call removes it in another case': { call: { 'x-tenant': false }, sent: [undefined, undefined] },
  'the call sets it': { call: { 'X-Tenant': 'own' }, sent: ['own', 'own'] },
  'an interceptor removes it': {
    intercept: (config) => config.headers.delete('x-tenant'),
    sent: [undefined, undefined],
  },
  'an interceptor deletes the member': {
    intercept: (config) => delete config.headers['X-Tenant'],
    sent: [undefined, undefined],
  },
  'an interceptor sets it': {
    intercept: (config) => {
      config.headers['X-Tenant'] = 'other'
    },
    sent: ['other', 'other'],
  },
}

for (const [name, { call, intercept, sent }] of Object.entries(ways)) {
  test(
    `headers of a function, ${name}: so it is in the replay, and when the call is made again`,
    scene(async ({ openTab }) => {
      const tab = await open(openTab, {}, counting)
      await tab.login()
      api.expire()
      await tab.page.evaluate(
        async ([call, intercept]) => {
          const { auth } = lab.clients.main
          auth.interceptors.request.use((config) => {
            if (intercept) new Function('config', `(${intercept})(config)`)(config)
            return config
          })
          await auth.get('/orders', { ...(call && { headers: call }) })
        },
        /** @type {const} */ ([call, intercept && `${intercept}`]),
      )
      const all = () => api.at('/api/orders').map(({ headers }) => headers)
      assert.deepEqual(
        all().map((headers) => headers['x-tenant']),
        sent,
      )
      assert.equal(new Set(all().map((headers) => headers['x-nonce'])).size, 2, 'the others are made anew')
      api.replies['/api/orders'] = () => ({ status: 500 })
      await tab.page.evaluate(async (call) => {
        const { auth } = lab.clients.main
        const error = await auth.get('/orders', { ...(call && { headers: call }) }).catch((error) => error)
        await auth.request(error.config).catch(() => {})
      }, call)
      const again = all().slice(-2)
      assert.deepEqual(
        again.map((headers) => headers['x-tenant']),
        sent,
        'made again',
      )
      assert.equal(new Set(again.map((headers) => headers['x-nonce'])).size, 2)
    }),
  )
}

test(
  'a value of the call’s own that is what the function made stays',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {}, counting)
    await tab.login()
    api.expire()
    // The login has taken n1.
    await tab.call('get', '/orders', { headers: { 'X-Nonce': 'n2' } })
    assert.deepEqual(
      api.at('/api/orders').map(({ headers }) => headers['x-nonce']),
      ['n2', 'n2'],
    )
  }),
)

test(
  'the interceptors of a call are those of its moment',
  scene(async ({ openTab }) => {
    const tab = await open(openTab)
    await tab.login()
    const codes = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      const id = auth.interceptors.request.use((config) => {
        config.headers.set('X-Temporary', 'yes')
        return config
      })
      const first = auth.get('/orders')
      auth.interceptors.request.eject(id)
      const login = auth.login({ username: 'demo' })
      auth.interceptors.request.use(() => {
        throw new Error('later')
      })
      const outcome = (/** @type {Promise<unknown>} */ call) =>
        call.then(
          () => 'good',
          ({ message }) => message,
        )
      return Promise.all([first, login, auth.get('/orders')].map(outcome))
    })
    assert.deepEqual(codes, ['good', 'good', 'later'])
    assert.deepEqual(
      headers('x-temporary').filter((line) => line.startsWith('/orders')),
      ['/orders yes'],
    )
  }),
)

test(
  'an interceptor that returns nothing, and a call without a configuration, are refused; without a baseURL there is none',
  scene(async ({ openTab }) => {
    const tab = await open(openTab)
    await tab.login()
    const outcomes = await tab.page.evaluate(async (elsewhere) => {
      const { auth } = lab.clients.main
      const outcome = (/** @type {Promise<any>} */ call) =>
        call.then(
          (reply) => new URL(reply.response.url).pathname,
          (error) => `${error.name}: ${error.message}`,
        )
      const use = (/** @type {(config: any) => any} */ run, /** @type {() => Promise<any>} */ call) => {
        const id = auth.interceptors.request.use(run)
        const made = outcome(call())
        auth.interceptors.request.eject(id)
        return made
      }
      return [
        await use(
          () => {},
          () => auth.post('/orders', {}),
        ),
        await outcome(auth.request(/** @type {any} */ ('/orders'))),
        await use(
          (config) => {
            delete config.baseURL
            return config
          },
          () => auth.get(elsewhere),
        ),
      ]
    }, '/fixtures/blank.html')
    assert.match(outcomes[0], /^TypeError: Expected a configuration .*got undefined/)
    assert.match(outcomes[1], /^TypeError: Expected a configuration .*got string/)
    assert.equal(outcomes[2], '/fixtures/blank.html')
    assert.deepEqual(api.at('/api/orders'), [])
  }),
)

/** What cuts a call, in ms, and the code that it gets. @type {Record<string, { cut: Record<string, number>, code: string }>} */
const cuts = {
  'a timeout': { cut: { timeout: 50 }, code: 'ECONNABORTED' },
  'an abort': { cut: { abort: 50 }, code: 'ERR_CANCELED' },
  'a signal that times out': { cut: { signal: 50 }, code: 'ERR_CANCELED' },
  'a signal that times out before the timeout': {
    cut: { signal: 50, timeout: 60_000 },
    code: 'ERR_CANCELED',
  },
  'a timeout before the abort': { cut: { timeout: 50, abort: 60_000 }, code: 'ECONNABORTED' },
  'what was aborted before': { cut: { abort: 0 }, code: 'ERR_CANCELED' },
}

/** Gives the page `window.given(cut)`, a call's limits, and `window.decide(call)`, its code. */
const install = () => {
  window.given = (/** @type {Record<string, number>} */ { timeout, abort, signal }) => {
    const controller = new AbortController()
    if (abort === 0) controller.abort()
    else if (abort !== undefined) setTimeout(() => controller.abort(), abort)
    return {
      ...(timeout !== undefined && { timeout }),
      ...(abort !== undefined && { signal: controller.signal }),
      ...(signal !== undefined && { signal: AbortSignal.timeout(signal) }),
    }
  }
  window.decide = (/** @type {Promise<unknown>} */ call) =>
    call.then(
      () => 'good',
      ({ code }) => code,
    )
}

for (const [name, { cut, code }] of Object.entries(cuts)) {
  test(
    `${name} cuts a call off wherever it is: at the server, at the headers function, at a module that does not come`,
    scene(async ({ openTab, context, server }) => {
      const tab = await open(openTab, {}, () => ({ headers: () => window.held ?? {} }))
      await tab.login()
      const release = api.hold('/api/orders')
      await tab.page.evaluate(install)
      const codes = await tab.page.evaluate(async (cut) => {
        const { auth } = lab.clients.main
        const { given, decide } = window
        const atServer = await decide(auth.get('/orders', given(cut)))
        window.held = new Promise(() => {})
        const request = await decide(auth.get('/orders', given(cut)))
        return [atServer, request, await decide(auth.login({ username: 'demo' }, given(cut)))]
      }, cut)
      release()
      const page = await context.newPage()
      await page.goto(`${server.url}/fixtures/blank.html`)
      await page.evaluate(install)
      const early = await page.evaluate(async (cut) => {
        const { given, decide } = window
        const { authFrom } = await import(new URL('/package/slim.js', location.href).href)
        const auth = authFrom({ baseURL: '/bearer', login: '/login', storage: 'memory' })
        const request = await decide(auth.get('/orders', given(cut)))
        return [request, await decide(auth.login({ username: 'demo' }, given(cut)))]
      }, cut)
      assert.deepEqual(
        [...codes, ...early],
        Array.from({ length: 5 }, () => code),
      )
    }),
  )
}
