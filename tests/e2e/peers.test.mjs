// Cases that other packages' tests have and ours had not; tests/PEERS.md says which of theirs each stands for. In Node,
// against the real back-end; what fetch itself was given is seen by a fetch put in its place afterwards.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import axios from 'axios'
import { all } from './harness/outcomes.mjs'
import { packageFolder } from './harness/places.mjs'
import { startServer } from './harness/server.mjs'
import { bearer } from './harness/tab.mjs'

/** @typedef {import('./harness/control.mjs').Control} Control */

const entry = (/** @type {string} */ name) => import(pathToFileURL(`${packageFolder}/${name}.js`).href)
const { createAuth } = await entry('index')
const { attachAuth } = await entry('axios')

/**
 * A server, and clients of it that are signed in.
 * @typedef {object} Scene
 * @property {string} url
 * @property {Control} server
 * @property {(config?: object) => Promise<import('../../npm/types.ts').Auth>} open
 */

/** @typedef {{ input: any, init: any, status: number }} Call */
/** @typedef {(calls: number, input: unknown) => any} Answering */

const scene = (/** @type {(scene: Scene) => unknown} */ play) => async () => {
  const { url, control, stop } = await startServer()
  /** @type {import('../../npm/types.ts').Auth[]} */
  const opened = []
  const open = async (/** @type {object | undefined} */ config = undefined) => {
    const own = { ...bearer, baseURL: `${url}/bearer`, storage: 'memory', retry: { attempts: 1 }, ...config }
    const auth = await createAuth(own)
    opened.push(auth)
    await auth.login({ username: 'demo', password: 'demo' })
    return auth
  }
  try {
    await play({ url: `${url}/bearer`, server: control, open })
  } finally {
    for (const auth of opened) auth.dispose()
    await stop()
  }
}

/** What fetch was given for resources meanwhile, and what it answered; `answer` may answer in its place. */
async function recorded(
  /** @type {() => Promise<void>} */ play,
  /** @type {Answering | undefined} */ answer = undefined,
) {
  const own = globalThis.fetch
  /** @type {Call[]} */
  const calls = []
  globalThis.fetch = async (input, init) => {
    const reply = answer?.(calls.length, input) || (await own(input, init))
    calls.push({ input, init, status: reply.status })
    return reply
  }
  try {
    await play()
  } finally {
    globalThis.fetch = own
  }
  return calls.filter(({ input }) => !String(input).endsWith('/refresh'))
}

test(
  'replies that are no expiry pass, whatever their status, without a refresh',
  scene(async ({ server, open }) => {
    const auth = await open()
    for (const status of [200, 201, 204, 400, 403, 404, 409, 500, 503])
      assert.equal((await auth.fetch(`/status/${status}`)).status, status)
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received, resource.received], [0, 9])
  }),
)

test(
  'headers in every form, URL objects and no options at all: sent twice alike, and the caller’s own are not touched',
  scene(async ({ url, server, open }) => {
    const auth = await open()
    /** @type {Record<string, HeadersInit>} */
    const given = {
      object: { 'X-One': '1' },
      headers: new Headers({ 'X-One': '1' }),
      pairs: [['X-One', '1']],
    }
    for (const [kind, headers] of Object.entries(given)) {
      await server.expireAccess()
      const before = [...new Headers(headers)]
      const calls = await recorded(async () => {
        const reply = await auth.fetch(new URL(`${url}/echo`), {
          headers,
          method: 'POST',
          body: 'x',
          cache: 'no-store',
        })
        assert.equal((await reply.json()).headers['x-one'], '1', kind)
      })
      assert.deepEqual([...new Headers(headers)], before, kind)
      assert.deepEqual(
        calls.map(({ status }) => status),
        [401, 200],
      )
      const [first, second] = calls.map(({ input, init: { headers, ...init } }) => {
        const { authorization, ...rest } = Object.fromEntries(headers)
        return { token: authorization, input: String(input), headers: rest, ...init }
      })
      assert.notEqual(first.token, second.token)
      assert.deepEqual({ ...second, token: '' }, { ...first, token: '' }, kind)
      assert.equal(first.cache, 'no-store')
    }
    await server.expireAccess()
    assert.equal((await auth.fetch('/me')).status, 200)
  }),
)

test(
  'a Request with another body, and with other headers, is what fetch itself would make of the two',
  scene(async ({ url, server, open }) => {
    const auth = await open()
    const cases = [
      [{ body: 'one' }, { body: 'two' }],
      [{ body: 'one', headers: { 'content-type': 'text/x-one', 'x-one': '1' } }, { body: 'two' }],
      [
        { body: 'one', headers: { 'x-one': '1' } },
        { body: 'two', headers: { 'x-two': '2' } },
      ],
      [
        { body: new Blob(['one'], { type: 'text/x-one' }) },
        { body: '{}', headers: { 'content-type': 'application/json' } },
      ],
      [{ body: 'one' }, { headers: { 'x-two': '2' } }],
      [{ body: 'one' }, { method: 'PUT', body: new URLSearchParams('a=1') }],
    ]
    for (const [made, options] of cases) {
      await server.expireAccess()
      const request = () => new Request(`${url}/echo`, { method: 'POST', ...made })
      const seen = async (/** @type {Promise<Response>} */ reply) => {
        const { method, headers, body_text } = await (await reply).json()
        return {
          method,
          type: headers['content-type'],
          one: headers['x-one'],
          two: headers['x-two'],
          body_text,
        }
      }
      const theirs = new Request(request(), options)
      const ours = await seen(auth.fetch(request(), options))
      theirs.headers.set('authorization', `Bearer ${await auth.getAccessToken()}`)
      assert.deepEqual(ours, await seen(fetch(theirs)))
    }
  }),
)

test(
  'a Request is itself afterwards: no token is in it',
  scene(async ({ url, server, open }) => {
    const auth = await open()
    await server.expireAccess()
    const request = new Request(`${url}/echo`, { headers: { 'X-One': '1' } })
    assert.equal((await auth.fetch(request)).status, 200)
    assert.deepEqual([...request.headers], [['x-one', '1']])
  }),
)

test(
  'the 401 that is not the answer is let go: before the replay, and when the wait is aborted',
  scene(async ({ server, open }) => {
    const auth = await open()
    let canceled = 0
    const refused = () => new Response(new ReadableStream({ cancel: () => void canceled++ }), { status: 401 })
    await recorded(
      async () => assert.equal((await auth.fetch('/me')).status, 200),
      (/** @type {number} */ n) => n === 0 && refused(),
    )
    assert.equal(canceled, 1)
    await server.hold('refresh')
    const controller = new AbortController()
    await recorded(
      async () => {
        const sent = auth.fetch('/me', { signal: controller.signal })
        await server.wait('refresh.received', 2)
        controller.abort('elsewhere')
        assert.equal(await sent.catch((reason) => reason), 'elsewhere')
      },
      (/** @type {number} */ n) => n === 0 && refused(),
    )
    await server.release('refresh')
    assert.equal(canceled, 2)
  }),
)

test(
  'a network that fails at the first sending or at the replay is fetch’s own error, and the next request is good',
  scene(async ({ server, open }) => {
    const auth = await open()
    const failed = () =>
      auth.fetch('/me').then(
        (/** @type {{ status: number }} */ { status }) => status,
        (/** @type {{ name: string }} */ { name }) => name,
      )
    const broken = () => {
      throw new TypeError('fetch failed')
    }
    await recorded(
      async () => assert.equal(await failed(), 'TypeError'),
      (/** @type {number} */ n) => n === 0 && broken(),
    )
    await server.expireAccess()
    // The first is answered 401, the second is the refresh.
    await recorded(
      async () => assert.equal(await failed(), 'TypeError'),
      (/** @type {number} */ n) => n === 2 && broken(),
    )
    assert.equal(await failed(), 200)
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)

test(
  'batch after batch each expiry costs one refresh, after one that failed, too',
  scene(async ({ server, open }) => {
    const auth = await open()
    const batch = async () =>
      (
        await Promise.all(
          Array.from({ length: 5 }, () =>
            auth.fetch('/me').catch((/** @type {{ code: string }} */ { code }) => ({ status: code })),
          ),
        )
      ).map(({ status }) => status)
    for (const round of [1, 2, 3]) {
      await server.expireAccess()
      assert.deepEqual(await batch(), all(5, 200))
      assert.equal((await server.counters()).refresh.received, round)
    }
    await server.expireAccess()
    await server.fail({ target: 'refresh', kind: 'status', status: 503 })
    assert.deepEqual(await batch(), all(5, 'REFRESH_UNAVAILABLE'))
    // After the cool-down.
    let status
    for (const until = Date.now() + 10_000; status !== 200 && Date.now() < until; ) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      status = (await batch())[0]
    }
    assert.equal(status, 200)
    assert.equal((await server.counters()).refresh.granted, 4)
  }),
)

test(
  'a refresh function may answer at once, fail, and be asked again',
  scene(async ({ url, server, open }) => {
    let asked = 0
    const auth = await open({
      refresh: (/** @type {import('../../npm/types.ts').RefreshContext} */ { refreshToken }) => {
        asked += 1
        if (asked === 1) throw Object.assign(new Error('refused'), { status: 500 })
        const body = JSON.stringify({ refresh_token: refreshToken })
        return fetch(`${url}/refresh`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
          .then((reply) => reply.json())
          .then(({ access_token: access, refresh_token: refresh }) => ({ access, refresh }))
      },
      retry: { attempts: 2, base: 1, cap: 2 },
    })
    await server.expireAccess()
    const replies = await Promise.all([auth.fetch('/me'), auth.fetch('/orders')])
    assert.deepEqual(
      replies.map(({ status }) => status),
      [200, 200],
    )
    assert.equal(asked, 2)
  }),
)

test(
  'a fetch that answers with a look-alike of a Response, as mocks do, is taken for one',
  scene(async ({ open }) => {
    const auth = await open()
    const reply = (/** @type {number} */ status) => ({
      ok: status < 400,
      status,
      headers: new Headers(),
      json: async () => ({ mocked: status }),
    })
    let data
    const calls = await recorded(
      async () => {
        data = await (await auth.fetch('/me')).json()
      },
      (_, input) => String(input).endsWith('/me') && reply(200),
    )
    assert.deepEqual(data, { mocked: 200 })
    assert.equal(calls.length, 1)
  }),
)

test(
  'interceptors run once for each call, and not again for its replay: the verbs’ and an attached axios’',
  scene(async ({ url, server, open }) => {
    const auth = await open()
    const attached = axios.create({ baseURL: url })
    const detach = attachAuth(attached, auth)
    for (const client of /** @type {import('axios').AxiosInstance[]} */ (
      /** @type {unknown[]} */ ([auth, attached])
    )) {
      /** @type {string[]} */
      const ran = []
      client.interceptors.request.use((config) => {
        ran.push('request')
        return config
      })
      client.interceptors.response.use((response) => {
        ran.push(`response ${response.status}`)
        return response
      })
      await server.expireAccess()
      await Promise.all([client.get('/me'), client.post('/echo', { a: 1 })])
      assert.deepEqual(ran, ['request', 'request', 'response 200', 'response 200'])
    }
    detach()
    assert.equal((await server.counters()).refresh.received, 2)
    await assert.rejects(attached.get('/me'), ({ response }) => response.status === 401)
  }),
)

test(
  'the client’s own timeout is an error of axios’ to an attached axios',
  scene(async ({ url, server, open }) => {
    const auth = await open({ timeout: 300 })
    const attached = axios.create({ baseURL: url })
    attachAuth(attached, auth)
    await server.hold('resource')
    const error = await attached.get('/me').catch((error) => error)
    await server.release('resource')
    assert.deepEqual(
      [axios.isAxiosError(error), error.name, error.code],
      [true, 'AxiosError', 'ECONNABORTED'],
    )
    assert.equal((await attached.get('/me')).status, 200)
  }),
)

test(
  'which replies mean "expired" is for the caller to say: by status, by body, by a function; and calls can be left out',
  scene(async ({ server, open }) => {
    const byFunction = await open({
      expired: {
        status: [],
        test: (/** @type {{ status: number, body: any }} */ { status, body }) =>
          status === 401 && Boolean(body),
      },
    })
    await server.expireAccess()
    assert.equal((await byFunction.get('/me')).status, 200)
    assert.equal((await server.counters()).refresh.received, 1)
    const never = await open({ expired: { status: [418] } })
    await server.expireAccess()
    assert.equal((await never.fetch('/me')).status, 401)
    const skipped = await byFunction
      .get('/me', { auth: false })
      .catch((/** @type {{ status: number }} */ { status }) => status)
    assert.equal(skipped, 401)
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)
