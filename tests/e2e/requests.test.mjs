// Single requests: aborts, timeouts, logins that fail, bodies that are sent twice.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'

const scene = makeLab()

test(
  'one of ten that wait is aborted: it leaves at once with its reason, and the nine are answered',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.expireAccess()
    await server.hold('refresh')
    await tab.start(9, '/me')
    await server.wait('refresh.received', 1)
    await tab.page.evaluate(() => {
      const { auth } = lab.clients.main
      lab.abort = new AbortController()
      lab.aborted = auth.fetch('/me', { signal: lab.abort.signal }).then(
        () => 'answered',
        (reason) => reason,
      )
    })
    await tab.pending(10)
    const reason = await tab.page.evaluate(() => {
      lab.abort.abort('the user went elsewhere')
      return lab.aborted
    })
    assert.equal(reason, 'the user went elsewhere')
    assert.equal((await tab.session()).pending, 9)
    assert.equal((await server.counters()).refresh.granted, 0)
    await server.release('refresh')
    assert.deepEqual(results(await tab.outcomes()), all(9, 200))
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)

test(
  'a timeout covers the wait for the refresh',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: { timeout: 400 } })
    await server.expireAccess()
    await server.hold('refresh')
    const outcome = await tab.ask('/me')
    assert.equal(outcome.error.name, 'TimeoutError')
    await server.release('refresh')
    await tab.told('refreshed')
    assert.equal(result(await tab.ask('/me')), 200)
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)

test(
  'a timeout, or another option, that is undefined is not given',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: { timeout: 400 } })
    await server.hold('resource')
    const { error } = await tab.call('get', '/me', {
      timeout: undefined,
      baseURL: undefined,
      auth: undefined,
      validateStatus: undefined,
    })
    await server.release('resource')
    assert.deepEqual([error.code, error.message], ['ECONNABORTED', 'timeout of 400ms exceeded'])
  }),
)

test(
  'a wrong password is an error with a code and the reply, not a session',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const { error } = await tab.login('demo', 'wrong')
    assert.deepEqual([error.name, error.code, error.status], ['AuthflightError', 'ERR_BAD_REQUEST', 401])
    assert.equal(error.ours, true)
    assert.equal(await tab.status(), 'signedOut')
    assert.equal(await tab.stored(), null)
    const wrong = await openTab({
      config: {
        baseURL: '/header',
        login: '/user/login',
        refresh: { url: '/user/refreshToken', send: 'header:refresh-token' },
        attach: { header: 'token', scheme: '' },
        tokens: { access: ['header:token', 'body:token'], refresh: 'header:refresh-token' },
        success: { path: 'code', in: [0] },
      },
    })
    assert.equal((await wrong.login('demo', 'wrong')).error.code, 'LOGIN_REJECTED')
    assert.equal((await wrong.login()).error, undefined)
  }),
)

test(
  'a body is sent again byte for byte',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.expireAccess()
    const [sent, echoed] = await tab.page.evaluate(async () => {
      const bytes = crypto.getRandomValues(new Uint8Array(50_000))
      const reply = lab.clients.main.auth.fetch('/echo', { method: 'POST', body: bytes })
      const digest = await crypto.subtle.digest('SHA-256', bytes.slice())
      bytes.fill(0) // what the caller does afterwards is his own affair
      const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      return [hex, await (await reply).json()]
    })
    assert.equal(echoed.body_sha256, sent)
    assert.equal(echoed.body_length, 50_000)
    assert.equal((await server.counters()).resource.received, 2)
  }),
)

test(
  'a logout ends it here and at the server, and what waits is not sent',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.expireAccess()
    await server.hold('refresh')
    await tab.start(1, '/me')
    await server.wait('refresh.received', 1)
    await tab.start(4, '/me')
    await tab.pending(5)
    const sent = (await server.counters()).resource.received
    await tab.page.evaluate(() => lab.clients.main.auth.logout())
    assert.deepEqual(results(await tab.outcomes()), [401, ...all(4, 'SESSION_CHANGED')])
    await server.release('refresh')
    assert.deepEqual(await tab.events('signedOut'), [{ by: 'logout' }])
    assert.deepEqual(await tab.events('loginRequired'), [])
    assert.equal(await tab.stored(), null)
    const counters = await server.counters()
    assert.equal(counters.logout, 1)
    assert.equal(counters.resource.received, sent)
    await tab.reload()
    assert.equal(await tab.status(), 'signedOut')
  }),
)
