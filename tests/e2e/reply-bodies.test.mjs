// What it costs that a reply may say "expired" in its body: nothing, unless that is asked for; and then only what is
// short and JSON is read, in a copy.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { makeLab } from './harness/lab.mjs'

/** @typedef {import('./harness/lab.mjs').TabOptions} TabOptions */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */

/** @typedef {import('./fixtures/lab-client.js').Left} Left */

const scene = makeLab()
const long = JSON.stringify({ code: 401, filler: 'x'.repeat(1_100_000) })
/** As GraphQL sends it: errors beside partial data. */
const graph = (/** @type {string | undefined} */ code) =>
  JSON.stringify({
    errors: [{ extensions: { code } }],
    code: code ? 401 : 0,
    data: { filler: 'é'.repeat(250_000) },
  })

/** What the lab's server cannot do: bodies in pieces, and such as never end. */
/** @type {string} */
let origin
/** @type {import('node:http').Server} */
let server
before(async () => {
  server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', 'authorization')
    if (request.method === 'OPTIONS') return response.end()
    const is = (/** @type {string} */ type, /** @type {string | Buffer} */ body, end = true) => {
      response.setHeader('content-type', type)
      response.write(body)
      if (end) response.end()
    }
    const expired = !request.headers.authorization?.endsWith('fresh')
    /** @type {Record<string, () => unknown>} */
    const replies = {
      '/expired': () => is('application/json; charset=utf-8', JSON.stringify({ code: expired ? 401 : 0 })),
      '/problem': () => is('application/problem+json', JSON.stringify({ code: expired ? 401 : 0 })),
      // In GBK the second byte of some letters is that of a backslash.
      '/gbk': () =>
        is(
          'application/json;charset=GBK',
          Buffer.from(expired ? '{"msg":"\xb1\\","code":401}' : '{"code":0}', 'latin1'),
        ),
      '/graph': () => is('application/json', graph(expired ? 'UNAUTHENTICATED' : undefined)),
      '/long': () => is('application/json', long),
      '/lines': () => is('application/x-ndjson', '{"code":401}\n', false),
      '/text': () => is('text/plain', '{"code":401}'),
      '/broken': () => is('application/json', '{"code":401'),
      '/empty': () => is('application/json', ''),
    }
    replies[String(request.url)]()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`
})
after(() => {
  server.closeAllConnections()
  server.close()
})

/** A page that counts copies and reads of bodies, and a client whose refresh brings a fresh token. */
async function open(
  /** @type {(options?: TabOptions | undefined) => Promise<Tab>} */ openTab,
  /** @type {any} */ expired = undefined,
) {
  const tab = await openTab()
  await tab.page.evaluate(
    async ([origin, expired]) => {
      lab.touched = []
      for (const name of ['clone', 'text', 'json', 'arrayBuffer', 'blob', 'bytes', 'formData']) {
        const prototype = /** @type {Record<string, any>} */ (/** @type {unknown} */ (Response.prototype))
        const original = prototype[name]
        prototype[name] = function (/** @type {any[]} */ ...args) {
          if (this.url.startsWith(origin)) lab.touched.push(name)
          return original.apply(this, args)
        }
      }
      const test = expired?.test && ((/** @type {any} */ reply) => reply.body?.code === 401)
      const refresh = async () => ({ access: 'fresh', refresh: 'fresh' })
      const config = {
        baseURL: origin,
        refresh,
        expired: { ...expired, ...(test && { test }) },
        storageKey: 'bodies',
      }
      await lab.open(config)
      await lab.clients.main.auth.setTokens({ access: 'old', refresh: 'old' })
    },
    [origin, expired],
  )
  return tab
}

/** One request: how the caller's own reply looks, what was touched of it before, and its first piece. */
const ask = (/** @type {Tab} */ tab, /** @type {string | number} */ path) =>
  tab.page.evaluate(async (path) => {
    lab.touched = []
    const response = /** @type {Response & { body: ReadableStream }} */ (
      await lab.clients.main.auth.fetch(/** @type {string} */ (path))
    )
    const { bodyUsed } = response
    const touched = [...lab.touched]
    const locked = response.body.locked
    const reader = response.body.getReader()
    let length = 0
    let text = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      length += value.length
      text += new TextDecoder().decode(value.slice(0, 20))
      if (path === '/lines') break
    }
    reader.cancel().catch(() => {})
    return { status: response.status, bodyUsed, locked, touched, length, text: text.slice(0, 20) }
  }, path)

const untouched = { status: 200, bodyUsed: false, locked: false, touched: [] }

test(
  'where nothing of the kind is configured, no body is copied or read',
  scene(async ({ openTab }) => {
    const tab = await open(openTab)
    for (const path of ['/expired', '/long', '/lines', '/text']) {
      const { length, text, ...rest } = await ask(tab, path)
      assert.deepEqual(rest, untouched, path)
      assert.ok(length > 0 && text)
    }
    assert.deepEqual(await tab.events('refreshed'), [])
  }),
)

for (const [what, expired] of [
  ['a body match', { body: { path: 'code', in: [401] } }],
  ['a test of the application’s', { test: true }],
]) {
  test(
    `with ${what}, short JSON is read in a copy, and the caller’s own reply is whole`,
    scene(async ({ openTab }) => {
      for (const path of ['/expired', '/problem', '/gbk']) {
        const tab = await open(openTab, expired)
        const { text, touched, ...rest } = await ask(tab, path)
        assert.deepEqual(rest, { status: 200, bodyUsed: false, locked: false, length: 10 })
        assert.equal(text, '{"code":0}', 'it was refreshed and sent again')
        assert.deepEqual(
          touched,
          ['clone', 'clone'],
          'one copy of each reply, and no read of the reply itself',
        )
        assert.equal((await tab.events('refreshed')).length, 1)
      }
    }),
  )

  test(
    `with ${what}, a reply of 500 kB that says so is found, up to as many bytes as are searched`,
    scene(async ({ openTab }) => {
      const { length } = Buffer.from(graph('UNAUTHENTICATED'))
      for (const [searched, refreshes] of [
        [undefined, 1],
        [length, 1],
        [length - 1, 0],
        [0, 0],
      ]) {
        const errors = { body: { path: 'errors.0.extensions.code', in: ['UNAUTHENTICATED'] } }
        const said = /** @type {Left} */ (expired)
        const tab = await open(openTab, { ...(said.test ? said : errors), searched })
        const reply = await ask(tab, '/graph')
        assert.deepEqual([reply.status, reply.bodyUsed, reply.locked], [200, false, false])
        assert.equal((await tab.events('refreshed')).length, refreshes, `searched: ${searched}`)
        assert.equal(reply.length === length, refreshes === 0, 'the answer is whole')
      }
    }),
  )

  test(
    `with ${what}, what is no JSON is not even copied, and what is long, broken or empty is the answer`,
    scene(async ({ openTab }) => {
      const tab = await open(openTab, expired)
      for (const path of ['/text', '/lines']) {
        const { length, text, ...rest } = await ask(tab, path)
        assert.deepEqual(rest, untouched, path)
        assert.ok(text.startsWith('{"code":401}'))
        assert.ok(length > 0)
      }
      for (const [path, length] of [
        ['/long', long.length],
        ['/broken', 11],
        ['/empty', 0],
      ]) {
        const reply = await ask(tab, path)
        assert.deepEqual(
          [reply.status, reply.bodyUsed, reply.locked, reply.length],
          [200, false, false, length],
        )
      }
      assert.deepEqual(await tab.events('refreshed'), [])
    }),
  )
}
