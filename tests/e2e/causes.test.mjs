// What fetch, Headers or the application's own refresh threw is told as the cause, and is never another refresh's.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { startServer } from './harness/server.mjs'

/** @typedef {import('./harness/control.mjs').Control} Control */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

/** Another origin. */
/** @type {{ url: string; control: Control; port: number; said: () => string; stop(): Promise<void>; }} */
let elsewhere
before(async () => {
  elsewhere = await startServer()
})
after(() => elsewhere.stop())

const oneAttempt = { retry: { attempts: 1, base: 10, cap: 10 } }

/** Every kind of call that needs the refresh: its code, and the cause's text. The first one makes the exchange. */
const askAll = (/** @type {Tab} */ tab, name = 'main') =>
  tab.page.evaluate(async (name) => {
    const { auth } = lab.clients[name]
    const calls = [() => auth.fetch('/me'), () => auth.get('/me'), () => auth.refresh()]
    const told = await Promise.all(
      calls.map((call) =>
        call().then(
          () => ['fine'],
          ({ code, cause }) => [code, String(cause), String(cause?.stack)],
        ),
      ),
    )
    return told
  }, name)

/** The causes of `refreshFailed`, as texts. */
const causesTold = (/** @type {Tab} */ tab, name = 'main') =>
  tab.page.evaluate(
    (name) =>
      lab.clients[name].events
        .filter((event) => event.name === 'refreshFailed')
        .map(({ detail }) => ('cause' in detail ? String(detail.cause) : 'none')),
    name,
  )

const warned = async (/** @type {Tab} */ tab, /** @type {string} */ code) =>
  (await tab.events('warning')).filter((warning) => warning.code === code)

test(
  'a lost connection: every call that waited has fetch’s own error as its cause, and so has the event',
  scene(async ({ server, openSignedIn }) => {
    const endpoint = { url: '/refresh', send: 'query:refresh_token' }
    const tab = await openSignedIn({ config: { ...oneAttempt, refresh: endpoint } })
    const { access, refresh } = JSON.parse(await tab.stored())
    await server.expireAccess()
    await server.fail({ target: 'refresh', kind: 'drop' })
    const told = await askAll(tab)
    for (const [code, cause, stack] of told) {
      assert.equal(code, 'REFRESH_UNAVAILABLE')
      assert.match(cause, /^TypeError: /)
      for (const token of [access, refresh]) assert.ok(!`${cause}${stack}`.includes(token), 'no token')
    }
    const causes = await causesTold(tab)
    assert.equal(causes.length, 1)
    assert.match(causes[0], /^TypeError: /)
    assert.equal(await tab.status(), 'signedIn')
  }),
)

test(
  'a refresh that was answered with a 503 has no cause, not even that of the one before',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: { retry: { attempts: 2, base: 10, cap: 10 } } })
    await server.expireAccess()
    await server.fail({ target: 'refresh', kind: 'drop' })
    await server.fail({ target: 'refresh', kind: 'status', status: 503 })
    const told = await askAll(tab)
    assert.deepEqual(
      told.map(([code, cause]) => [code, cause]),
      told.map(() => ['REFRESH_UNAVAILABLE', 'undefined']),
    )
    const [first, second, ...more] = await causesTold(tab)
    assert.match(first, /^TypeError: /)
    assert.deepEqual([second, more], ['none', []])
  }),
)

test(
  'what the application’s own refresh threw is the cause itself, of a refusal as well, and nothing is made of no tokens',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const told = await tab.page.evaluate(async () => {
      const thrown = new Error('of the application')
      const refused = Object.assign(new Error('refused'), { status: 401 })
      /** @type {Record<string, unknown>} */
      const told = {}
      const refreshes = {
        thrown: () => Promise.reject(thrown),
        refused: async () => {
          throw refused
        },
        nothing: async () => undefined,
      }
      for (const [name, refresh] of Object.entries(refreshes)) {
        const config = { baseURL: '/bearer', storageKey: name, refresh, retry: { attempts: 1 } }
        await lab.open(config, name)
        const { auth, events } = lab.clients[name]
        await auth.setTokens({ access: 'one', refresh: 'two' })
        const error = await auth.refresh().catch((error) => error)
        const { detail } = /** @type {import('./fixtures/lab-client.js').Told} */ (
          events.find((event) => event.name === 'refreshFailed')
        )
        const known = (/** @type {unknown} */ cause) =>
          cause === thrown ? 'thrown' : cause === refused ? 'refused' : String(cause)
        told[name] = [error.code, known(error.cause), detail.terminal, known(detail.cause)]
      }
      return told
    })
    const nothing = 'TypeError: config.refresh: the function returned no { access: string }'
    assert.deepEqual(told, {
      thrown: ['REFRESH_UNAVAILABLE', 'thrown', false, 'thrown'],
      refused: ['SESSION_EXPIRED', 'undefined', true, 'refused'],
      nothing: ['REFRESH_UNAVAILABLE', nothing, false, nothing],
    })
  }),
)

test(
  'a refresh function is given the access token; one that waits for its own client ends at its deadline, which is told',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const told = await tab.page.evaluate(async () => {
      /** @type {any[][]} */
      const given = []
      const refresh = async (
        /** @type {import('../../npm/types.ts').RefreshContext} */ { accessToken, refreshToken },
      ) => {
        given.push([accessToken, refreshToken])
        return { access: await lab.clients.waits.auth.getAccessToken() }
      }
      await lab.open({ baseURL: '/bearer', storageKey: 'waits', refresh, refreshTimeout: 400 }, 'waits')
      const { auth, events } = lab.clients.waits
      await auth.setTokens({ access: 'one', refresh: 'two', accessExpiresAt: Date.now() - 1 })
      const asked = [auth.refresh(), auth.fetch('/me')]
      const errors = await Promise.all(asked.map((call) => call.catch((error) => error)))
      const { detail } = /** @type {import('./fixtures/lab-client.js').Told} */ (
        events.find((event) => event.name === 'refreshFailed')
      )
      const outcomes = errors.map(({ code, message, cause }) => [
        code,
        /within config\.refresh use/.test(message),
        cause?.name,
      ])
      return { given, outcomes, cause: detail.cause?.name, status: auth.session.status }
    })
    const outcome = ['REFRESH_UNAVAILABLE', true, 'TimeoutError']
    assert.deepEqual(told, {
      given: [['one', 'two']],
      outcomes: [outcome, outcome],
      cause: 'TimeoutError',
      status: 'signedIn',
    })
  }),
)

test(
  'a refresh that the server never answers: the time that has passed is the cause',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: { ...oneAttempt, refreshTimeout: 400 } })
    await server.expireAccess()
    await server.hold('refresh')
    for (const [code, cause] of await askAll(tab)) {
      assert.equal(code, 'REFRESH_UNAVAILABLE')
      assert.match(cause, /^TimeoutError: The refresh was not answered/)
    }
    await server.release('refresh')
  }),
)

test(
  'an endpoint that names a user: fetch would repeat the URL, with the token in its query, so it is not asked',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const told = await tab.page.evaluate(async () => {
      // An odd way of writing https://u:p@localhost/refresh.
      const refresh = { url: 'https:/u:p@localhost/refresh', send: 'query:token' }
      await lab.open({ refresh, storageKey: 'user', retry: { attempts: 1 } }, 'user')
      const { auth, events } = lab.clients.user
      await auth.setTokens({ access: 'one', refresh: 'canary' })
      const error = await auth.refresh().catch((error) => error)
      const causes = [error, events.find(({ name }) => name === 'refreshFailed')?.detail].map(
        ({ cause }) => cause,
      )
      return [error.code, ...causes.map((cause) => `${cause} ${cause.stack}`)]
    })
    assert.equal(told[0], 'REFRESH_UNAVAILABLE')
    for (const cause of told.slice(1)) {
      assert.match(cause, /names a user/)
      assert.ok(!cause.includes('canary'), cause)
    }
  }),
)

test(
  'where Headers refuses, nothing was sent: its error is the cause, and no preflight is suspected',
  scene(async ({ openSignedIn }) => {
    await elsewhere.control.reset()
    const config = { ...dialects.header, ...oneAttempt, baseURL: `${elsewhere.url}/header` }
    const tab = await openSignedIn({ config })
    await tab.page.evaluate(() => {
      const { set } = Headers.prototype
      Headers.prototype.set = function (/** @type {string} */ name, /** @type {unknown} */ value) {
        if (/token/i.test(name)) throw new TypeError('of Headers')
        return set.call(this, name, /** @type {string} */ (value))
      }
    })
    const { received } = (await elsewhere.control.counters()).refresh
    const told = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      const refresh = await auth.refresh().catch(({ code, cause }) => [code, String(cause)])
      return [refresh, await auth.fetch('/me').catch(String)]
    })
    assert.deepEqual(told, [['REFRESH_UNAVAILABLE', 'TypeError: of Headers'], 'TypeError: of Headers'])
    assert.deepEqual(await causesTold(tab), ['TypeError: of Headers'])
    assert.equal((await elsewhere.control.counters()).refresh.received, received)
    assert.deepEqual(await warned(tab, 'PREFLIGHT_SUSPECTED'), [])
  }),
)

test(
  'a call that fetch itself refuses has not left either',
  scene(async ({ openSignedIn }) => {
    await elsewhere.control.reset()
    const tab = await openSignedIn({ config: { ...dialects.bearer, baseURL: `${elsewhere.url}/bearer` } })
    const { error } = await tab.ask('/me', { method: 'TRACE' })
    assert.equal(error.name, 'TypeError')
    assert.deepEqual(await warned(tab, 'PREFLIGHT_SUSPECTED'), [])
  }),
)
