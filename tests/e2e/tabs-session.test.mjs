// Logins and logouts reach every tab, and nobody's request goes out as somebody else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'
import * as without from './harness/without.mjs'

const scene = makeLab()

const variants = [
  { what: '', prepare: without.nothing },
  { what: ' (without Web Locks)', prepare: without.webLocks },
  { what: ' (without BroadcastChannel)', prepare: without.broadcastChannel },
  { what: ' (without IndexedDB)', prepare: without.database },
]

for (const { what, prepare } of variants) {
  test(
    `a logout in one tab signs the others out within a second${what}`,
    scene(async ({ openTabs, server }) => {
      const tabs = await openTabs(4, { prepare })
      const start = await tabs[2].page.evaluate(async () => {
        const now = Date.now()
        await lab.clients.main.auth.logout()
        return now
      })
      for (const [n, tab] of tabs.entries()) {
        await tab.told('signedOut')
        assert.deepEqual(await tab.events('signedOut'), [{ by: n === 2 ? 'logout' : 'otherTab' }])
        // The listener that leads to the login hears it where the user did not log out himself.
        assert.deepEqual(await tab.events('loginRequired'), n === 2 ? [] : [{ reason: 'otherTab' }])
        assert.equal(await tab.status(), 'signedOut')
        const took = (await tab.toldAt('signedOut')) - start
        assert.ok(took < 1_000, `${took} ms`)
      }
      await tabs[0].reload()
      assert.equal(await tabs[0].status(), 'signedOut')
      assert.equal((await server.counters()).logout, 1)
    }),
  )

  test(
    `a login in one tab signs the others in${what}`,
    scene(async ({ openTab, server }) => {
      const tabs = [await openTab({ prepare }), await openTab({ prepare })]
      assert.equal((await tabs[0].login()).error, undefined)
      await tabs[1].told('signedIn')
      assert.deepEqual(await tabs[1].events('signedIn'), [{ by: 'otherTab' }])
      assert.equal(result(await tabs[1].ask('/me')), 200)
      assert.equal((await server.counters()).login, 1)
    }),
  )

  test(
    `somebody else logs in while requests wait in another tab: none goes out as that user${what}`,
    scene(async ({ openTabs, server }) => {
      const [waiting, other] = await openTabs(2, { prepare })
      await server.expireAccess()
      await server.hold('refresh')
      await waiting.start(1, '/me')
      await server.wait('refresh.received', 1)
      await waiting.start(6, '/echo')
      await waiting.pending(7)
      assert.equal((await other.login('alice')).error, undefined)
      // The first has had its real 401, which is its answer.
      assert.deepEqual(results(await waiting.outcomes()), [401, ...all(6, 'SESSION_CHANGED')])
      await server.release('refresh')
      await server.wait('refresh.granted', 1)
      const resources = (await server.log()).filter(({ kind }) => kind === 'resource')
      assert.deepEqual(
        resources.map(({ path, status }) => [path, status]),
        [['/bearer/me', 401]],
      )
      // The refresh of the old session that was granted in the end brings nobody back.
      for (const tab of [waiting, other]) {
        assert.equal((await tab.ask('/me')).body.username, 'alice')
        await tab.reload()
        assert.equal((await tab.ask('/me')).body.username, 'alice')
      }
    }),
  )

  test(
    `a logout while another tab refreshes: the tokens of the refresh bring nothing back${what}`,
    scene(async ({ openTabs, server }) => {
      const [refreshing, other] = await openTabs(2, { prepare })
      await server.expireAccess()
      await server.hold('refresh')
      await refreshing.start(3, '/me')
      await server.wait('refresh.received', 1)
      await other.call('logout')
      await refreshing.told('signedOut')
      await server.release('refresh')
      assert.deepEqual(results(await refreshing.outcomes()), all(3, 401))
      for (const tab of [refreshing, other]) {
        assert.equal(await tab.stored(), null)
        await tab.reload()
        assert.equal(await tab.status(), 'signedOut')
      }
    }),
  )
}

test(
  'an app that deletes the record has logged out, in every tab',
  scene(async ({ openTabs }) => {
    const [here, there] = await openTabs(2)
    await here.page.evaluate(() => localStorage.removeItem('authflight'))
    await there.told('signedOut')
    assert.equal(result(await here.ask('/me')), 401)
    await here.told('signedOut')
    for (const tab of [here, there]) {
      assert.equal(await tab.status(), 'signedOut')
      assert.deepEqual(await tab.events('signedOut'), [{ by: 'otherTab' }])
    }
  }),
)

test(
  'localStorage.clear() is a logout as well',
  scene(async ({ openTabs }) => {
    const [here, there] = await openTabs(2)
    await here.page.evaluate(() => localStorage.clear())
    await there.told('signedOut')
    assert.equal(result(await here.ask('/me')), 401)
    assert.equal(await here.status(), 'signedOut')
    assert.equal((await here.login('alice')).error, undefined)
    await there.told('signedIn', 2)
    assert.equal((await there.ask('/me')).body.username, 'alice')
  }),
)

test(
  'an app that puts other tokens into the record has logged somebody in, in every tab',
  scene(async ({ openTabs, url }) => {
    const [here, there] = await openTabs(2)
    await here.page.evaluate(async (url) => {
      const reply = await fetch(`${url}/bearer/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'alice', password: 'alice' }),
      })
      const tokens = await reply.json()
      const record = JSON.parse(localStorage.getItem('authflight'))
      const edited = { ...record, access: tokens.access_token, refresh: tokens.refresh_token }
      localStorage.setItem('authflight', JSON.stringify(edited))
    }, url)
    assert.equal((await here.ask('/me')).body.username, 'alice')
    await there.told('signedIn', 2)
    assert.equal((await there.ask('/me')).body.username, 'alice')
  }),
)
