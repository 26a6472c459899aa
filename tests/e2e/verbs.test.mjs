// The verbs beyond axios' table (see axios.test.mjs): progress, replies that are odd, errors, and what interceptors get.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'

/** @typedef {import('playwright-core').BrowserContext} BrowserContext */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../../npm/types.ts').HttpResponse} HttpResponse */

/** How far a transfer has come, as it travels out of the page. @typedef {any} Progress */

const scene = makeLab()

const slow = async (
  /** @type {BrowserContext} */ context,
  /** @type {Page} */ page,
  /** @type {{ uploadThroughput: number; } | { downloadThroughput: number; }} */ rates,
) => {
  const network = await context.newCDPSession(page)
  const unlimited = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
  await network.send('Network.emulateNetworkConditions', { ...unlimited, ...rates })
}

test(
  'an upload tells of its progress while it is under way, and is sent again after the expiry',
  scene(async ({ server, context, openSignedIn }) => {
    const tab = await openSignedIn()
    await slow(context, tab.page, { uploadThroughput: 500_000 })
    await server.expireAccess()
    const [told, reply] = await tab.page.evaluate(async () => {
      /** @type {Progress[]} */
      const told = []
      const body = new Blob([new Uint8Array(150_000)])
      const onUploadProgress = (/** @type {Progress} */ { event, ...progress }) => told.push(progress)
      const { data, status, response } = await lab.clients.main.auth.post('/echo', body, { onUploadProgress })
      return [told, { length: /** @type {any} */ (data).body_length, status, url: response.url }]
    })
    assert.deepEqual(reply, { length: 150_000, status: 200, url: `${server.url}/bearer/echo` })
    const between = told.filter(({ loaded }) => loaded > 0 && loaded < 150_000)
    assert.ok(between.length >= 4, `told ${between.length} times on the way`)
    assert.equal(told.filter(({ loaded }) => loaded === 150_000).length, 2, 'it has come to its end twice')
    for (const { loaded, total, progress, bytes, rate, estimated, upload, lengthComputable } of told) {
      assert.deepEqual([total, upload, lengthComputable], [150_000, true, true])
      assert.equal(progress, loaded / total)
      assert.ok(bytes >= 0 && bytes <= loaded)
      assert.ok(loaded === 0 || (rate > 0 && estimated >= 0))
    }
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)

test(
  'an upload that is told of can be aborted, times out, and finds nobody, as any other',
  scene(async ({ server, context, openSignedIn }) => {
    const tab = await openSignedIn()
    await slow(context, tab.page, { uploadThroughput: 100_000 })
    const codes = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      const body = new Blob([new Uint8Array(1_000_000)])
      const tried = (
        /** @type {{ signal: AbortSignal; onUploadProgress: () => void; } | { timeout: number; onUploadProgress: () => void; } | { baseURL: string; onUploadProgress: () => void; }} */ config,
      ) => auth.post('/echo', body, config).catch(({ code, cause }) => [code, cause?.name ?? cause])
      const controller = new AbortController()
      const aborted = tried({
        signal: controller.signal,
        onUploadProgress: () => controller.abort('elsewhere'),
      })
      return [
        await aborted,
        await tried({ timeout: 100, onUploadProgress: () => {} }),
        await tried({ baseURL: 'http://127.0.0.1:1', onUploadProgress: () => {} }),
        await tried({ signal: AbortSignal.abort(7), onUploadProgress: () => {} }),
      ]
    })
    assert.deepEqual(codes, [
      ['ERR_CANCELED', 'elsewhere'],
      ['ECONNABORTED', 'TimeoutError'],
      ['ERR_NETWORK', 'TypeError'],
      ['ERR_CANCELED', 7],
    ])
    assert.equal((await server.counters()).resource.answered, 0)
  }),
)

test(
  'an upload that XMLHttpRequest refuses to begin leaves nothing on the signal of its caller, nor does any other',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn()
    const left = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      const listeners = new Set()
      const signals = /** @type {Record<string, any>} */ (AbortSignal.prototype)
      const { addEventListener, removeEventListener } = EventTarget.prototype
      signals.addEventListener = function (/** @type {any[]} */ ...args) {
        listeners.add(args[1])
        return addEventListener.apply(this, /** @type {any} */ (args))
      }
      signals.removeEventListener = function (/** @type {any[]} */ ...args) {
        listeners.delete(args[1])
        return removeEventListener.apply(this, /** @type {any} */ (args))
      }
      const { signal } = new AbortController()
      const sent = () =>
        auth.post('/echo', 'a', { signal, onUploadProgress: () => {} }).then(
          () => 'sent',
          ({ code, cause }) => `${code} ${cause}`,
        )
      const left = [[await sent(), listeners.size]]
      const prototype = /** @type {Record<string, any>} */ (/** @type {unknown} */ (XMLHttpRequest.prototype))
      for (const method of ['open', 'setRequestHeader', 'send']) {
        const original = prototype[method]
        prototype[method] = () => {
          throw new Error(method)
        }
        left.push([await sent(), listeners.size])
        prototype[method] = original
      }
      return left
    })
    assert.deepEqual(left, [
      ['sent', 0],
      ['ERR_NETWORK Error: open', 0],
      ['ERR_NETWORK Error: setRequestHeader', 0],
      ['ERR_NETWORK Error: send', 0],
    ])
  }),
)

test(
  'the headers of a reply are the same whichever way an upload goes, with a content type and without',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn()
    const [byFetch, told] = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      const all = async (/** @type {import('../../npm/types.ts').RequestConfig} */ config) => {
        /** @type {unknown[]} */
        const seen = []
        for (const type of ['', 'text/csv', 'application/json;charset=gbk']) {
          const body = new Blob(['1'], { type })
          const { headers, data } = await auth.post('/raw', body, { ...config, responseType: 'blob' })
          const { date, ...rest } = Object.fromEntries(headers)
          seen.push([rest, /** @type {Blob} */ (data).type])
        }
        return seen
      }
      return [await all({}), await all({ onUploadProgress: () => {} })]
    })
    assert.deepEqual(told, byFetch)
    assert.equal(/** @type {any} */ (told[0])[1], '')
  }),
)

test(
  'an upload whose token must not follow a redirect is sent by fetch, and told nothing',
  scene(async ({ server, openTab }) => {
    const tab = await openTab({
      config: {
        baseURL: '/header',
        login: '/user/login',
        refresh: { url: '/user/refreshToken', send: 'header:refresh-token' },
        attach: { header: 'token', scheme: '' },
        tokens: { access: 'header:token', refresh: 'header:refresh-token' },
        success: { path: 'code', in: [0] },
      },
    })
    await tab.login()
    const outcome = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      let told = 0
      const config = { onUploadProgress: () => told++ }
      const good = await auth.post('/echo', 'text', config)
      const bad = await auth.post('/redirect?to=/header/echo', 'text', config).catch(({ code }) => code)
      return [good.status, bad, told]
    })
    assert.deepEqual(outcome, [200, 'ERR_NETWORK', 0])
    const paths = (await server.log()).map(({ path }) => path)
    assert.equal(paths.filter((path) => path === '/header/echo').length, 1)
  }),
)

test(
  'an upload to another origin tells of its progress, and a stream beyond the limit is left to fetch',
  scene(async ({ server, url, openTab }) => {
    const { port } = new URL(url)
    const baseURL = `http://localhost:${port}/bearer`
    const tab = await openTab({ config: { baseURL, replay: { streamLimit: 1_000 } } })
    await tab.login()
    await server.expireAccess()
    const [lengths, ends, long] = await tab.page.evaluate(async () => {
      const { flowing, pattern } = await lab.import('/fixtures/bodies.js')
      const { auth } = lab.clients.main
      /** @type {any[]} */
      const ends = []
      const config = {
        onUploadProgress: (/** @type {Progress} */ { loaded, total }) => loaded === total && ends.push(total),
      }
      const sent = (/** @type {Blob} */ body) =>
        auth.post('/echo', body, config).then(
          ({ data }) => /** @type {any} */ (data).body_length,
          ({ code }) => code,
        )
      const lengths = [await sent(new Blob([pattern(100_000)])), await sent(flowing([pattern(1_000)]))]
      return [lengths, ends, await sent(flowing([pattern(1_001)]))]
    })
    assert.deepEqual(lengths, [100_000, 1_000])
    assert.deepEqual(ends, [100_000, 100_000, 1_000])
    // Over HTTP/1.1 that is an error, not a text that says "[object ReadableStream]".
    assert.equal(long, 'ERR_NETWORK')
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)

test(
  'a download tells of its progress as it comes, as a stream too',
  scene(async ({ context, openSignedIn }) => {
    const tab = await openSignedIn()
    const [json, stream] = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      const watch = async (/** @type {string} */ path, /** @type {string} */ responseType) => {
        /** @type {any[]} */
        const told = []
        const config = {
          responseType,
          onDownloadProgress: (/** @type {Progress} */ { event, ...progress }) => told.push(progress),
        }
        /** @type {any} */
        const { data } = await auth.post(
          path,
          new Blob([new Uint8Array(3_000_000)]),
          /** @type {object} */ (config),
        )
        const length =
          responseType === 'stream' ? (await new Response(data).arrayBuffer()).byteLength : data.byteLength
        return { length, told }
      }
      return [await watch('/raw', 'arraybuffer'), await watch('/raw', 'stream')]
    })
    for (const { length, told } of [json, stream]) {
      assert.equal(length, 3_000_000)
      const last = told.at(-1)
      assert.deepEqual(
        [last.loaded, last.total, last.progress, last.download, last.lengthComputable],
        [3_000_000, 3_000_000, 1, true, true],
      )
      assert.equal(
        told.reduce((sum, { bytes }) => sum + bytes, 0),
        3_000_000,
      )
    }
    await slow(context, tab.page, { downloadThroughput: 1_000_000 })
    const steps = await tab.page.evaluate(async () => {
      /** @type {Progress[]} */
      const told = []
      const config = {
        responseType: 'blob',
        onDownloadProgress: (/** @type {Progress} */ { loaded }) => told.push(loaded),
      }
      await lab.clients.main.auth.post(
        '/raw',
        new Blob([new Uint8Array(400_000)]),
        /** @type {object} */ (config),
      )
      return told
    })
    assert.ok(steps.filter((loaded) => loaded < 400_000).length >= 3, `told at ${steps}`)
  }),
)

test(
  'JSON that does not parse is given as text, with a warning that names no query; other text, a stream of JSON too, is no wonder',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn()
    const data = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      const raw = (
        /** @type {string} */ type,
        /** @type {({ responseType: string; }) | undefined} */ config = undefined,
      ) =>
        auth.post(
          '/raw?code=secret',
          '{oops',
          /** @type {object} */ ({ headers: { 'Content-Type': type }, ...config }),
        )
      const asked = await raw('text/plain', { responseType: 'json' })
      const plain = await raw('text/html')
      const said = await auth.post('/raw', new Blob(['{oops'], { type: 'application/json' }))
      const text = await auth.post('/raw', new Blob(['{}'], { type: 'application/json' }), {
        responseType: 'text',
      })
      const lines = []
      for (const type of [
        'application/x-ndjson',
        'application/jsonl',
        'application/json-seq',
        'text/x-json5',
      ])
        lines.push(await auth.post('/raw', new Blob(['{oops'], { type })))
      return [asked, plain, said, text, ...lines].map(({ data }) => data)
    })
    assert.deepEqual(data, ['{oops', '{oops', '{oops', '{}', ...Array(4).fill('{oops')])
    const warnings = await tab.events('warning')
    assert.deepEqual(
      warnings.map((/** @type {{ code: string }} */ { code }) => code),
      ['JSON_INVALID', 'JSON_INVALID'],
    )
    for (const { message } of warnings)
      assert.ok(message.includes('/bearer/raw') && !message.includes('secret'), message)
  }),
)

test(
  "interceptors get what axios' get: small letters, the defaults, headers to be set in either way",
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn({ config: { timeout: 5000, headers: { 'X-App': 'app', 'X-Out': 'out' } } })
    const [seen, sent] = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      let seen
      auth.interceptors.request.use((config) => {
        const { method, url, baseURL, timeout, params, data } = config
        seen = { method, url, baseURL, timeout, params, data, app: config.headers.get('x-app') }
        config.headers['X-Member'] = 'member'
        config.headers.set('X-Set', 'set')
        config.params = { ...config.params, t: 1 }
        return config
      })
      const reply = await auth.post(
        '/echo',
        { a: 1 },
        { params: { q: 2 }, headers: { 'X-Out': null, 'X-Call': 1 } },
      )
      const { headers, query } = /** @type {any} */ (reply.data)
      return [seen, { query, ...headers }]
    })
    assert.deepEqual(seen, {
      method: 'post',
      url: '/echo',
      baseURL: '/bearer',
      timeout: 5000,
      params: { q: 2 },
      data: { a: 1 },
      app: 'app',
    })
    assert.deepEqual(
      ['query', 'x-app', 'x-out', 'x-member', 'x-set', 'x-call'].map((name) => sent[name]),
      ['q=2&t=1', 'app', undefined, 'member', 'set', '1'],
    )
  }),
)

test(
  "an error has axios' words and members, and what a log prints of it is no secret",
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn()
    const errors = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      const tried = (/** @type {Promise<HttpResponse>} */ call) => call.catch((error) => error)
      const missing = await tried(
        auth.get('/orders/nobody?key=secret', { headers: { Authorization2: 'secret' } }),
      )
      const wrong = await tried(auth.login({ username: 'demo', password: 'secret' }))
      return [missing, wrong].map((error) => ({
        message: error.message,
        code: error.code,
        status: error.status,
        response: [error.response.status, typeof error.response.data],
        url: error.config.url,
        json: JSON.stringify(error),
      }))
    })
    const [missing, wrong] = errors
    assert.equal(missing.message, 'Request failed with status code 404')
    assert.deepEqual(
      [missing.code, missing.status, missing.response],
      ['ERR_BAD_REQUEST', 404, [404, 'object']],
    )
    assert.deepEqual(JSON.parse(missing.json), {
      name: 'AuthflightError',
      message: missing.message,
      code: 'ERR_BAD_REQUEST',
      status: 404,
      method: 'get',
      url: '/orders/nobody',
    })
    assert.deepEqual([wrong.code, wrong.status], ['ERR_BAD_REQUEST', 401])
    for (const { json } of errors) assert.ok(!json.includes('secret'), json)
  }),
)
