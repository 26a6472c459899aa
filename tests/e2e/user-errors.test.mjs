// `reloadUser` always settles, and each rejection is an error of authflight with a code, whatever the endpoint does.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { inTime } from './harness/in-time.mjs'
import { packageFolder } from './harness/places.mjs'

/** @typedef {import('node:http').ServerResponse} ServerResponse */

/** @type {typeof import('../../npm/index.ts')} */
const { createAuth, isAuthflightError } = await import(`${packageFolder}/index.js`)

/** What the endpoint does, by name; undefined for one that says nothing. @type {Record<string, (reply: ServerResponse) => void>} */
const answers = {
  good: (reply) => reply.end('{"name":"ann"}'),
  page: (reply) => reply.setHeader('content-type', 'text/html').end('<!doctype html>'),
  damaged: (reply) => reply.setHeader('content-type', 'application/json').end('{"name":'),
  nothing: (reply) => reply.writeHead(204).end(),
  cut: (reply) => reply.socket?.destroy(),
  'cut in the body': (reply) => {
    reply.writeHead(200, { 'content-length': '100' }).write('{"name":')
    setTimeout(() => reply.socket?.destroy(), 50)
  },
  silent: () => {},
  'stalls in the body': (reply) => reply.writeHead(200).write('{"name":'),
  missing: (reply) => reply.writeHead(404).end('{}'),
  broken: (reply) => reply.writeHead(503).end('{}'),
}

let answer = ''
/** @type {() => void} */
let asked = () => {}
const server = createServer((request, reply) => {
  request.resume()
  answers[answer]?.(reply)
  asked()
})
let baseURL = ''

before(async () => {
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)))
  const address = server.address()
  if (typeof address === 'object') baseURL = `http://127.0.0.1:${address?.port}`
})
after(() => {
  server.closeAllConnections()
  server.close()
})

/** A client that is signed in and knows its user. */
async function signedIn(timeout = 0) {
  answer = 'good'
  const auth = await createAuth({ baseURL, storage: 'memory', warnings: 'silent', user: '/me', timeout })
  await auth.setTokens({ access: 'opaque' })
  assert.deepEqual(await inTime(auth.reloadUser(), 'the user', 5_000), { name: 'ann' })
  return auth
}

/** @typedef {[answer: string, code: string, cause: string | undefined, status: number | undefined]} Case */
const cases = /** @type {Case[]} */ ([
  ['page', 'ERR_BAD_RESPONSE', 'SyntaxError', 200],
  ['damaged', 'ERR_BAD_RESPONSE', 'SyntaxError', 200],
  ['nothing', 'ERR_BAD_RESPONSE', 'SyntaxError', 204],
  ['cut', 'ERR_NETWORK', 'TypeError', undefined],
  ['cut in the body', 'ERR_NETWORK', 'TypeError', undefined],
  ['silent', 'ECONNABORTED', 'TimeoutError', undefined],
  ['stalls in the body', 'ECONNABORTED', 'TimeoutError', undefined],
  ['missing', 'ERR_BAD_REQUEST', undefined, 404],
  ['broken', 'ERR_BAD_RESPONSE', undefined, 503],
])

for (const [name, code, cause, status] of cases)
  test(`an endpoint that is ${name}: ${code}, and the user that was known stays`, async () => {
    const auth = await signedIn(500)
    try {
      answer = name
      const error = await inTime(
        auth.reloadUser().then(
          () => assert.fail('it resolved'),
          (/** @type {any} */ error) => error,
        ),
        'reloadUser',
        5_000,
      )
      assert.ok(isAuthflightError(error), String(error))
      assert.deepEqual([error.code, error.status, error.response?.status], [code, status, status])
      assert.equal(/** @type {Error | undefined} */ (error.cause)?.name, cause)
      assert.deepEqual(auth.user, { name: 'ann' })
    } finally {
      auth.dispose()
    }
  })

test('the event that tells of the failure has the same error', async () => {
  answer = 'page'
  const auth = await createAuth({ baseURL, storage: 'memory', warnings: 'silent', user: '/me' })
  try {
    const told = new Promise((resolve) => auth.on('userChanged', resolve))
    await auth.setTokens({ access: 'opaque' })
    const { user, cause } = await inTime(told, 'userChanged', 5_000)
    assert.deepEqual([user, isAuthflightError(cause), cause.code], [null, true, 'ERR_BAD_RESPONSE'])
  } finally {
    auth.dispose()
  }
})

for (const name of ['silent', 'stalls in the body'])
  for (const when of ['first', 'again'])
    test(`dispose while the endpoint is ${name}, asked ${when}: who waits is told at once`, async () => {
      const auth =
        when === 'again'
          ? await signedIn()
          : await createAuth({ baseURL, storage: 'memory', warnings: 'silent', user: '/me' })
      answer = name
      const isAsked = new Promise((resolve) => {
        asked = () => resolve(undefined)
      })
      if (when === 'first') await auth.setTokens({ access: 'opaque' })
      const both = [auth.reloadUser(), auth.reloadUser()].map((one) =>
        one.then(
          () => 'resolved',
          (/** @type {any} */ { code }) => code,
        ),
      )
      await isAsked
      // The reply's head arrives, and its body does not.
      await new Promise((resolve) => setTimeout(resolve, 50))
      auth.dispose()
      assert.deepEqual(await inTime(Promise.all(both), 'reloadUser', 1_000), ['DISPOSED', 'DISPOSED'])
      const later = await auth.reloadUser().catch((/** @type {any} */ { code }) => code)
      assert.equal(later, 'DISPOSED')
    })
