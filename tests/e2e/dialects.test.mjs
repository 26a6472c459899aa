// Every back-end as teams really write them, by configuration alone: here and from another origin.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dialects, refusals } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'
import { startServer } from './harness/server.mjs'

const scene = makeLab()

for (const [name, dialect] of Object.entries(dialects)) {
  const config = { ...dialect, baseURL: `/${name}` }

  test(
    `${name}: login, data, one refresh for ten, a reload, and a logout`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ config })
      const { data } = (await tab.call('get', '/me')).value
      assert.equal((name === 'code' ? data.data : data).username, 'demo')
      for (const round of [1, 2]) {
        await server.expireAccess()
        assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200))
        assert.equal((await server.counters()).refresh.received, round)
      }
      const served = (await server.log()).filter(({ kind, user }) => kind === 'resource' && user === 'demo')
      assert.ok(served.length >= 21, `${served.length} good answers`)
      await tab.reload()
      assert.equal(await tab.status(), 'signedIn')
      await server.expireAccess()
      assert.equal((await tab.call('get', '/me')).error, undefined)
      assert.equal((await server.counters()).refresh.received, 3)
      await tab.call('logout')
      assert.equal(await tab.status(), 'signedOut')
      assert.equal((await server.counters()).logout, 1)
    }),
  )

  test(
    `${name}: a refused refresh asks for the login once; a wrong password is an error`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ config })
      await server.revoke()
      await server.expireAccess()
      await server.hold('refresh')
      await tab.start(1, '/me')
      await server.wait('refresh.received', 1)
      await tab.start(9, '/me')
      await tab.pending(10)
      await server.release('refresh')
      const outcomes = results(await tab.outcomes())
      assert.deepEqual(outcomes, [refusals[name] ?? 401, ...all(9, 'SESSION_EXPIRED')])
      assert.deepEqual(await tab.events('loginRequired'), [{ reason: 'refreshRejected' }])
      assert.equal((await server.counters()).refresh.received, 1)
      const { error } = await tab.login('demo', 'wrong')
      assert.equal(error.ours, true)
      assert.ok(['ERR_BAD_REQUEST', 'LOGIN_REJECTED'].includes(error.code), error.code)
      assert.equal(await tab.status(), 'signedOut')
      assert.equal((await tab.login()).error, undefined)
      assert.equal(result(await tab.ask('/me')), 200)
    }),
  )

  test(
    `${name}: 3 tabs, 5 requests each, one refresh`,
    scene(async ({ server, openTabs }) => {
      const tabs = await openTabs(3, { config })
      for (const round of [1, 2]) {
        await server.expireAccess()
        const at = Date.now() + 200
        await Promise.all(tabs.map((tab) => tab.start(5, '/me', { at })))
        for (const tab of tabs) assert.deepEqual(results(await tab.outcomes()), all(5, 200))
        const { refresh } = await server.counters()
        assert.deepEqual([refresh.received, refresh.reuseDetected], [round, 0])
      }
    }),
  )
}

let elsewhere
before(async () => {
  elsewhere = await startServer()
})
after(() => elsewhere.stop())

for (const [name, dialect] of Object.entries(dialects)) {
  test(
    `${name}, on another origin: login, one refresh for ten`,
    scene(async ({ openSignedIn }) => {
      await elsewhere.control.reset()
      const tab = await openSignedIn({ config: { ...dialect, baseURL: `${elsewhere.url}/${name}` } })
      await elsewhere.control.expireAccess()
      assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200))
      assert.equal((await elsewhere.control.counters()).refresh.received, 1)
    }),
  )
}

test(
  'a token header that another origin does not expose is named, with the line to add',
  scene(async ({ openTab }) => {
    await elsewhere.control.reset()
    await elsewhere.control.settings({ exposeHeaders: ['date'] })
    const tab = await openTab({ config: { ...dialects.header, baseURL: `${elsewhere.url}/header` } })
    assert.equal((await tab.login()).error.code, 'LOGIN_REJECTED')
    const warnings = await tab.events('warning')
    const warning = warnings.find(({ code }) => code === 'HEADER_NOT_EXPOSED')
    assert.match(warning.message, /Access-Control-Expose-Headers: .*token/)
    await elsewhere.control.reset()
  }),
)

test(
  'callback: the app’s own refresh, once for ten, and its refusal ends the session',
  scene(async ({ server, openTab }) => {
    const tab = await openTab()
    await tab.page.evaluate(async () => {
      lab.calls = 0
      const refresh = async ({ refreshToken, signal, fetch }) => {
        lab.calls += 1
        const reply = await fetch('/bearer/refresh', {
          method: 'POST',
          signal,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ refresh_token: refreshToken }),
        })
        if (!reply.ok) throw reply
        const { access_token, refresh_token } = await reply.json()
        return { access: access_token, refresh: refresh_token }
      }
      await lab.open({ baseURL: '/bearer', login: '/login', refresh, storageKey: 'callback' })
    })
    assert.equal((await tab.login()).error, undefined)
    await server.expireAccess()
    assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200))
    assert.equal(await tab.page.evaluate(() => lab.calls), 1)
    await server.revoke()
    await server.expireAccess()
    assert.equal(result(await tab.ask('/me')), 401)
    assert.equal((await tab.events('loginRequired')).length, 1)
  }),
)
