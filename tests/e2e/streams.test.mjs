// Bodies that flow (R7): kept for a replay up to a limit; beyond it they go once, and their first reply is the answer.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { startHttp2 } from './harness/http2.mjs'
import { makeLab } from './harness/lab.mjs'
import { packageFolder } from './harness/places.mjs'
import { startServer } from './harness/server.mjs'
import { sendEveryStream } from './harness/streams.mjs'
import { bearer, Tab } from './harness/tab.mjs'

const scene = makeLab()

test(
  'every kind of stream within the limit is sent again byte for byte, over HTTP/1.1',
  scene(async ({ server, openSignedIn }) => sendEveryStream(await openSignedIn(), server)),
)

test(
  'a stream that fetch refuses is refused the same way, and nothing is sent',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    const errors = await tab.page.evaluate(async () => {
      const { flowing, pattern } = await import('/fixtures/bodies.js')
      const { auth } = lab.clients.main
      const tried = async (/** @type {any} */ body) => {
        const send = (/** @type {typeof globalThis.fetch} */ fetch) =>
          fetch('/bearer/echo', { method: 'POST', body, duplex: 'half' })
        return send(auth.fetch).then(
          () => 'sent',
          (/** @type {any} */ error) => [error.name, Boolean(error.message)],
        )
      }
      const locked = flowing([pattern(10)])
      locked.getReader()
      const used = flowing([pattern(10), pattern(10)])
      const reader = used.getReader()
      await reader.read()
      reader.releaseLock()
      const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('broken')) })
      const request = new Request('/bearer/echo', { method: 'POST', body: 'text' })
      await request.text()
      const again = await auth.fetch(request).catch((error) => [error.name, Boolean(error.message)])
      return [
        await tried(locked),
        await tried(used),
        await tried(broken),
        await tried(flowing(['text'])),
        again,
      ]
    })
    for (const error of errors) assert.deepEqual(error, ['TypeError', true])
    assert.equal((await server.counters()).resource.received, 0)
    assert.equal((await tab.session()).pending, 0)
  }),
)

test(
  'an abort while the stream is read rejects with its reason and cancels the stream',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    const seen = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      const controller = new AbortController()
      let canceled
      /** @type {any} */
      let asked
      const pulled = new Promise((resolve) => {
        asked = resolve
      })
      const body = new ReadableStream({
        pull: () => {
          asked()
          return new Promise(() => {})
        },
        cancel: (reason) => {
          canceled = reason
        },
      })
      const sent = auth.fetch('/echo', { method: 'POST', body, duplex: 'half', signal: controller.signal })
      await pulled
      controller.abort('elsewhere')
      return [await sent.catch((reason) => reason), canceled, auth.session.pending]
    })
    assert.deepEqual(seen, ['elsewhere', 'elsewhere', 0])
    assert.equal((await server.counters()).resource.received, 0)
  }),
)

test(
  'over HTTP/1.1 a stream beyond the limit is what it is to fetch: an error, and no harm to the session',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: { replay: { streamLimit: 10_000 } } })
    const outcomes = await tab.page.evaluate(async () => {
      const { flowing, pattern, split } = await import('/fixtures/bodies.js')
      const sent = (/** @type {typeof globalThis.fetch} */ fetch, /** @type {number} */ length) => {
        const body = flowing(split(pattern(length), 1_000))
        return fetch(`${location.origin}/bearer/echo`, { method: 'POST', body, duplex: 'half' }).then(
          (/** @type {{ status: number }} */ { status }) => status,
          (/** @type {{ name: string }} */ { name }) => name,
        )
      }
      const { auth } = lab.clients.main
      return [await sent(auth.fetch, 10_000), await sent(auth.fetch, 10_001), await sent(fetch, 10_001)]
    })
    assert.deepEqual(outcomes, [200, 'TypeError', 'TypeError'])
    assert.equal((await tab.ask('/me')).status, 200)
    assert.equal((await server.counters()).refresh.received, 0)
  }),
)

test(
  'over HTTP/2 a stream beyond the limit flows as it comes, once: its 401 is the answer, with one warning',
  scene(async ({ server, url, browser }) => {
    const http2 = await startHttp2(url)
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    try {
      const tab = new Tab(await context.newPage(), {
        url: http2.url,
        config: { ...bearer, replay: { streamLimit: 50_000 } },
      })
      await tab.open()
      await tab.login()
      const send = (/** @type {number} */ length) =>
        tab.page.evaluate(async (length) => {
          const { digestOf, flowing, pattern, split } = await import('/fixtures/bodies.js')
          const all = pattern(length)
          const body = flowing(split(all, 7_000))
          const reply = await lab.clients.main.auth.fetch('/echo', { method: 'POST', body, duplex: 'half' })
          const { body_sha256, headers } = await reply.json()
          return {
            status: reply.status,
            same: body_sha256 === (await digestOf(all)),
            // A stream has none over HTTP/2; plain bytes have.
            told: headers?.['content-length'],
          }
        }, length)
      assert.deepEqual(await send(50_000), { status: 200, same: true, told: '50000' })
      assert.deepEqual(await send(50_001), { status: 200, same: true, told: undefined })
      assert.deepEqual(await send(3_000_000), { status: 200, same: true, told: undefined })
      await server.expireAccess()
      assert.deepEqual(await send(50_000), { status: 200, same: true, told: '50000' })
      await server.expireAccess()
      const { refresh, resource } = await server.counters()
      assert.equal((await send(50_001)).status, 401)
      assert.deepEqual(
        (await tab.events('warning')).map((/** @type {{ code: string }} */ { code }) => code),
        ['NOT_REPLAYABLE'],
      )
      const after = await server.counters()
      assert.deepEqual(
        [after.refresh.received, after.resource.received],
        [refresh.received, resource.received + 1],
      )
      // The session is none the worse for it.
      assert.equal((await tab.ask('/me')).status, 200)
    } finally {
      await context.close()
      http2.stop()
    }
  }),
)

test('in Node: streams, async iterables and Requests are sent again byte for byte', async () => {
  const server = await startServer()
  const { createAuth } = await import(pathToFileURL(`${packageFolder}/index.js`).href)
  const auth = await createAuth({ ...bearer, baseURL: `${server.url}/bearer`, storage: 'memory' })
  try {
    await auth.login({ username: 'demo', password: 'demo' })
    const chunks = [Buffer.alloc(1000, 1), Buffer.alloc(70_000, 2)]
    const expected = createHash('sha256').update(Buffer.concat(chunks)).digest('hex')
    async function* iterable() {
      yield* chunks
    }
    const stream = () => /** @type {any} */ (ReadableStream).from(chunks)
    const post = (/** @type {AsyncGenerator<Buffer<ArrayBuffer>, void, unknown>} */ body) =>
      auth.fetch('/echo', { method: 'POST', body, duplex: 'half' })
    const address = `${server.url}/bearer/echo`
    const read = async (/** @type {Response} */ reply) => (await reply).json()
    const kinds = {
      'a stream': () => read(post(stream())),
      'an async iterable': () => read(post(iterable())),
      'a Request with a stream': () =>
        read(auth.fetch(new Request(address, { method: 'POST', body: stream(), duplex: 'half' }))),
      'a verb with a stream': async () => (await auth.post('/echo', stream())).data,
      'a verb with an async iterable': async () => (await auth.post('/echo', iterable())).data,
    }
    for (const [kind, send] of Object.entries(kinds)) {
      await server.control.expireAccess()
      assert.equal((await send()).body_sha256, expected, kind)
    }
    assert.equal((await server.control.counters()).refresh.received, 5)
  } finally {
    auth.dispose()
    await server.stop()
  }
})
