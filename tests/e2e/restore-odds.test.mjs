// Sessions that come back in odd circumstances: another storage before, several clients in a page, steps that cross the restore.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  allStored,
  backWithData,
  heldInRestore,
  inMemory,
  quietlySignedOut,
  refreshes,
  signedInTabs,
} from './harness/coming-back.mjs'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'
import { packageFolder } from './harness/places.mjs'
import * as without from './harness/without.mjs'

const scene = makeLab({ mounts: { copy: packageFolder } })

const options = { config: inMemory }
/** The tokens in localStorage, as an application kept them before it was told better. */
const inLocalStorage = { ...inMemory, storage: 'local' }
/** Both tokens in the server's cookies. */
const cookiesAlone = { ...dialects.cookies, baseURL: '/cookies', storage: 'memory' }

test(
  'an application moves from localStorage to memory: its users stay, and no token stays behind',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: inLocalStorage })
    const { value: token } = await tab.call('getAccessToken')
    assert.ok((await allStored(tab)).includes(token))
    tab.config = inMemory
    await tab.reload()
    await backWithData(tab)
    const stored = await allStored(tab)
    const { value: next } = await tab.call('getAccessToken')
    for (const one of [token, next]) assert.ok(!stored.includes(one), 'no token is stored')
    assert.ok((await refreshes(server)) <= 1)
    await tab.reload()
    await backWithData(tab)
  }),
)

test(
  'and back: what localStorage has is a mark, by which the session is restored and stored',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn(options)
    tab.config = inLocalStorage
    await tab.reload()
    await backWithData(tab)
    assert.equal(await refreshes(server), 1)
    await tab.reload()
    assert.equal(await tab.status(), 'signedIn')
    assert.equal(await refreshes(server), 1)
  }),
)

test(
  'cookies alone, in memory: a reload asks once, and so do five tabs',
  scene(async ({ server, ...lab }) => {
    const tabs = await signedInTabs(5, lab, { config: cookiesAlone })
    const before = await refreshes(server)
    await Promise.all(tabs.map((tab) => tab.page.goto('about:blank')))
    await Promise.all(tabs.map((tab) => tab.open()))
    await backWithData(...tabs)
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received - before, refresh.reuseDetected, resource.refused], [1, 0, 0])
    await tabs[0].reload()
    await backWithData(tabs[0])
    assert.equal(result(await tabs[0].ask('/echo', { method: 'POST', body: 'x' })), 200)
    await tabs[1].call('logout')
    await Promise.all(tabs.map((tab) => tab.becomes('signedOut')))
    const then = await refreshes(server)
    await tabs[0].reload()
    await quietlySignedOut(tabs[0])
    assert.equal(await refreshes(server), then)
  }),
)

test(
  'cookies alone, refused: quiet, and the mark is gone',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: cookiesAlone })
    await server.revoke()
    await tab.reload()
    await quietlySignedOut(tab)
    assert.equal(await tab.stored(), null)
    assert.equal(await refreshes(server), 1)
  }),
)

for (const [copies, from] of [
  ['two clients', '/package/index.js'],
  ['two copies of the package', '/copy/index.js'],
]) {
  test(
    `${copies} in one page restore by one refresh`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn(options)
      await tab.page.reload()
      await tab.page.waitForFunction(() => window.lab !== undefined)
      await tab.page.evaluate(
        async ([from, config]) => {
          const { createAuth } = await import(from)
          await Promise.all([lab.open(config), lab.open(config, 'second', createAuth)])
        },
        [from, inMemory],
      )
      await Promise.all([tab.start(5, '/me'), tab.start(5, '/me', { name: 'second' })])
      assert.deepEqual(results(await tab.outcomes()), all(5, 200))
      assert.deepEqual(results(await tab.outcomes('second')), all(5, 200))
      const { refresh, resource } = await server.counters()
      assert.deepEqual([refresh.received, refresh.reuseDetected, resource.refused], [1, 0, 0])
    }),
  )
}

test(
  'setTokens during a restore wins, and a session of setTokens comes back',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn(options)
    const { givenUp } = await heldInRestore(server, tab)
    await tab.page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ username: 'alice', password: 'alice' })
      const reply = await fetch('/cookie/login', { method: 'POST', headers, body })
      const { access_token: access } = await reply.json()
      await lab.clients.main.auth.setTokens({ access })
    })
    await givenUp()
    await server.release('refresh')
    assert.equal((await tab.ask('/me')).body.username, 'alice')
    assert.deepEqual(await tab.events('signedIn'), [{ by: 'setTokens' }])
    await tab.reload()
    await backWithData(tab)
    assert.equal((await tab.ask('/me')).body.username, 'alice')
  }),
)

test(
  'a client that is disposed of during a restore, as by a hot reload: the next one restores',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn(options)
    await heldInRestore(server, tab)
    await tab.start(3, '/me')
    await tab.pending(3)
    await tab.page.evaluate(() => lab.clients.main.auth.dispose())
    assert.deepEqual(results(await tab.outcomes()), all(3, 'DISPOSED'))
    assert.deepEqual(await tab.create(tab.config, 'second'), {})
    await tab.start(3, '/me', { name: 'second' })
    await server.release('refresh')
    assert.deepEqual(results(await tab.outcomes('second')), all(3, 200))
    const { refresh } = await server.counters()
    assert.equal(refresh.reuseDetected, 0)
  }),
)

test(
  'offline at the start: requests wait for the network, and the session comes back with it',
  scene(async ({ server, openSignedIn, context }) => {
    const tab = await openSignedIn(options)
    await tab.page.reload()
    await tab.page.waitForFunction(() => window.lab !== undefined)
    await tab.page.evaluate(() => lab.import('/package/index.js'))
    await tab.page.evaluate(() => fetch('/package/authflight.wasm').then((reply) => reply.arrayBuffer()))
    await context.setOffline(true)
    const opened = await tab.create()
    assert.deepEqual(opened, {})
    assert.equal(await tab.status(), 'restoring')
    await tab.start(3, '/me')
    await tab.pending(3)
    await context.setOffline(false)
    assert.deepEqual(results(await tab.outcomes()), all(3, 200))
    await backWithData(tab)
    assert.equal(await refreshes(server), 1)
  }),
)

for (const [what, prepare, warnings] of /** @type {[string, () => void, string[]][]} */ ([
  ['localStorage blocked', without.localStorageAccess, ['STORAGE_UNAVAILABLE']],
  ['no IndexedDB', without.database, []],
])) {
  test(
    `with ${what} a session in memory works, and comes back by what is left`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ ...options, prepare })
      await server.expireAccess()
      assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
      const told = await tab.events('warning')
      assert.deepEqual(
        told.map((/** @type {{ code: string }} */ { code }) => code),
        warnings,
      )
      await tab.reload()
      await backWithData(tab)
      assert.equal(await refreshes(server), 2)
    }),
  )
}

test(
  'a window that the page opens, with a copy of its sessionStorage, is signed in',
  scene(async ({ server, context, openSignedIn }) => {
    for (const config of [inMemory, { storage: 'memory' }]) {
      const tab = await openSignedIn({ config })
      const opened = context.waitForEvent('page')
      await tab.page.evaluate(() => {
        window.open(location.href)
      })
      const page = await opened
      await page.waitForFunction(() => window.lab !== undefined)
      const [outcome] = await page.evaluate(async (config) => {
        await lab.open(config)
        return lab.clients.main.askMany(1, '/me')
      }, tab.config)
      assert.equal(result(outcome), 200)
      assert.equal(result(await tab.ask('/me')), 200)
      const { refresh } = await server.counters()
      assert.ok(refresh.received <= 1)
      assert.equal(refresh.reuseDetected, 0)
      await tab.page.close()
      await page.close()
    }
  }),
)

test(
  'a mark of another back-end under the same key is nothing',
  scene(async ({ server, openSignedIn, openTab }) => {
    const tab = await openSignedIn(options)
    await tab.page.close()
    const other = await openTab({ config: { ...inMemory, baseURL: 'http://localhost:1/cookie' } })
    await quietlySignedOut(other)
    assert.equal(await refreshes(server), 0)
  }),
)

test(
  'the other tab is refused while this one logs in: its refusal ends nobody else’s session',
  scene(async ({ server, openTab, openSignedIn }) => {
    const tab = await openSignedIn(options)
    await server.revoke()
    const { givenUp } = await heldInRestore(server, tab)
    const other = await openTab(options)
    assert.equal((await other.login('alice')).error, undefined)
    await tab.becomes('signedIn')
    // What the server answers to it would take the new login's cookie away.
    await givenUp()
    await server.release('refresh')
    for (const one of [tab, other]) assert.equal((await one.ask('/me')).body.username, 'alice')
    await Promise.all([tab, other].map((one) => one.page.goto('about:blank')))
    await tab.open()
    await backWithData(tab)
    assert.equal((await tab.ask('/me')).body.username, 'alice')
  }),
)

test(
  'a logout during a restore, of a server that guards its logout, ends the session there, too',
  scene(async ({ server, openSignedIn }) => {
    await server.settings({ guardLogout: true })
    const tab = await openSignedIn(options)
    await heldInRestore(server, tab)
    const leaving = tab.call('logout')
    await tab.becomes('signedOut')
    await server.release('refresh')
    assert.equal((await leaving).error, undefined)
    await quietlySignedOut(tab)
    // Nobody has the session any more: neither a request nor the cookie.
    const revived = await tab.page.evaluate(
      async () => (await fetch('/cookie/refresh', { method: 'POST' })).status,
    )
    assert.equal(revived, 401)
  }),
)
