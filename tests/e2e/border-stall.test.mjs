// R34: a JSON body that stalls while it is searched for "expired" holds nobody up: the reply is the answer, and its body
// is the caller's own, to be read as it comes.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, beforeEach, test } from 'node:test'
import { inTime } from './harness/in-time.mjs'
import { makeLab } from './harness/lab.mjs'

/** @typedef {import('http').ServerResponse} ServerResponse */
/** @typedef {import('./harness/lab.mjs').TabOptions} TabOptions */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

/** @type {string} */
let origin
/** @type {import('node:http').Server} */
let server
/** The replies that have not come to their end. */
/** @type {import('node:http').ServerResponse[]} */
let open = []

before(async () => {
  server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', 'authorization')
    response.setHeader('content-type', 'application/json')
    if (request.method === 'OPTIONS') return response.end()
    const expired = !request.headers.authorization?.endsWith('fresh')
    const { pathname } = new URL(String(request.url), origin)
    /** @type {Record<string, () => unknown>} */
    const replies = {
      '/stalls': () => response.write('{"code":0,'),
      '/silent': () => response.flushHeaders(),
      '/cut-short': () => response.setHeader('content-length', '20') && response.write('{"code":0,'),
      '/expired-and-stalls': () => response.write('{"code":401,'),
      '/good': () => response.end('{"code":0}'),
      '/pauses': () => {
        response.write('{"code":')
        setTimeout(() => response.end(expired ? '401}' : '0}'), 700)
      },
    }
    replies[pathname]()
    open.push(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`
})
beforeEach(() => {
  open = []
})
after(() => {
  server.closeAllConnections()
  server.close()
})

async function openSearching(
  /** @type {(options?: TabOptions | undefined) => Promise<Tab>} */ openTab,
  /** @type {{ timeout: number; } | undefined} */ more = undefined,
) {
  const tab = await openTab()
  const error = await tab.page.evaluate(
    async ([origin, more]) => {
      const { error } = await lab.open({
        baseURL: origin,
        refresh: async () => ({ access: 'fresh', refresh: 'fresh' }),
        expired: { body: { path: 'code', in: [401] } },
        storageKey: 'stall',
        ...more,
      })
      return error ?? (await lab.clients.main.call('setTokens', { access: 'old', refresh: 'old' })).error
    },
    [origin, more],
  )
  assert.equal(error, undefined)
  return tab
}

for (const path of ['/stalls', '/silent', '/cut-short', '/expired-and-stalls']) {
  test(
    `${path}: the answer comes within some seconds, and its body goes on when the server does`,
    scene(async ({ openTab }) => {
      const tab = await openSearching(openTab)
      const asked = tab.page.evaluate(async (path) => {
        const begun = performance.now()
        lab.reply = await lab.clients.main.auth.fetch(path)
        return [lab.reply.status, lab.reply.bodyUsed, performance.now() - begun]
      }, path)
      const [status, used, took] = await inTime(asked, path, 10_000)
      assert.deepEqual([status, used], [200, false])
      assert.ok(took < 8_000, `${took} ms`)
      assert.equal((await tab.session()).pending, 0)
      // The first bytes are there before the last have been sent.
      const first = await tab.page.evaluate(async (path) => {
        lab.reader = lab.reply.body.getReader()
        return path === '/silent' ? '' : new TextDecoder().decode((await lab.reader.read()).value)
      }, path)
      open[0].end(path === '/silent' ? '{"rest":123}' : '"rest":123')
      const rest = await tab.page.evaluate(async () => {
        let text = ''
        for (;;) {
          const { done, value } = await lab.reader.read()
          if (done) return text
          text += new TextDecoder().decode(value)
        }
      })
      assert.match(first + rest, /^\{("code":(0|401),)?"rest":123\}?$/)
      assert.equal(open.length, 1, 'it was sent once')
    }),
  )
}

test(
  'a body that only pauses is still searched: it is refreshed and sent again',
  scene(async ({ openTab }) => {
    const tab = await openSearching(openTab)
    const reply = await tab.ask('/pauses')
    assert.deepEqual([reply.status, reply.body], [200, { code: 0 }])
    assert.equal((await tab.events('refreshed')).length, 1)
    assert.equal(open.length, 2)
  }),
)

test(
  'many that stall hold up no other request, and an abort, a timeout and a logout need not wait for them',
  scene(async ({ openTab }) => {
    const tab = await openSearching(openTab, { timeout: 1_000 })
    const played = tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      const controller = new AbortController()
      const named = (/** @type {Promise<Response>} */ promise) =>
        promise.then(
          ({ status }) => status,
          (error) => error?.name ?? error,
        )
      const cut = named(auth.fetch('/stalls?cut', { signal: controller.signal }))
      const timedOut = [1, 2, 3].map((n) => named(auth.fetch(`/stalls?${n}`)))
      const answered = await named(auth.fetch('/good'))
      controller.abort('cut')
      const outcomes = [answered, await cut, ...(await Promise.all(timedOut))]
      await auth.logout()
      return [outcomes, auth.session.pending, auth.session.status]
    })
    assert.deepEqual(await inTime(played, 'stalls', 15_000), [
      [200, 'cut', 'TimeoutError', 'TimeoutError', 'TimeoutError'],
      0,
      'signedOut',
    ])
  }),
)
