// The store is unkind: garbage, blocked, full; and a server that is down. Sentences, never stacks.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'
import { startServer } from './harness/server.mjs'
import * as without from './harness/without.mjs'

const scene = makeLab()

/** Prepared in the page before anything else runs. */
const full = () => {
  Storage.prototype.setItem = () => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
  }
}

for (const garbage of [
  '{',
  'null',
  '[]',
  '{"v":1}',
  '{"v":99,"access":5}',
  '{"v":2,"origin":"nowhere","access":"a"}',
  '"text"',
  '\u0000',
  'x'.repeat(100_000),
]) {
  test(
    `garbage in the store (${JSON.stringify(garbage.slice(0, 12))}) is nobody signed in, and a login mends it`,
    scene(async ({ openTab, makeTab }) => {
      const first = await makeTab()
      await first.page.goto(first.address)
      await first.page.evaluate((garbage) => localStorage.setItem('authflight', garbage), garbage)
      const tab = await openTab()
      assert.equal(await tab.status(), 'signedOut')
      assert.equal((await tab.login()).error, undefined)
      assert.equal(result(await tab.ask('/me')), 200)
      await tab.reload()
      assert.equal(await tab.status(), 'signedIn')
    }),
  )
}

for (const [what, prepare] of [
  ['blocked', without.localStorageAccess],
  ['full', full],
]) {
  test(
    `with localStorage ${what} the session lives in memory, with one warning, and refreshes`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ prepare })
      await server.expireAccess()
      assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200))
      await server.expireAccess()
      assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200))
      assert.equal((await server.counters()).refresh.received, 2)
      const warnings = await tab.events('warning')
      assert.deepEqual(
        warnings.map((/** @type {{ code: string }} */ { code }) => code),
        ['STORAGE_UNAVAILABLE'],
      )
      assert.match(warnings[0].message, /^[A-Z].+\.$/)
    }),
  )
}

test(
  'without IndexedDB the store alone carries the session',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ prepare: without.database })
    await server.expireAccess()
    assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200))
    await tab.reload()
    assert.equal(await tab.status(), 'signedIn')
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)

test(
  'an IndexedDB that never answers keeps nobody waiting for ever',
  scene(async ({ server, openSignedIn }) => {
    // As in a browser whose database is stuck behind another tab's upgrade.
    const prepare = () => {
      IDBFactory.prototype.open = () => /** @type {IDBOpenDBRequest} */ (new EventTarget())
    }
    const tab = await openSignedIn({ prepare })
    await server.expireAccess()
    assert.deepEqual(results(await tab.askMany(3, '/me')), all(3, 200))
  }),
)

/** What a database does that opens and cannot be read. @type {[what: string, prepare: () => void][]} */
const unreadable = [
  [
    'throws',
    () => {
      IDBDatabase.prototype.transaction = () => {
        throw new DOMException('The database is gone.', 'InvalidStateError')
      }
    },
  ],
  [
    'aborts',
    () => {
      const get = IDBObjectStore.prototype.get
      IDBObjectStore.prototype.get = function (query) {
        const request = get.call(this, query)
        this.transaction.abort()
        return request
      }
    },
  ],
  [
    'never answers',
    () => {
      IDBObjectStore.prototype.get = () => /** @type {IDBRequest} */ (new EventTarget())
    },
  ],
]
for (const [what, prepare] of unreadable) {
  test(
    `a database that opens, and whose reading ${what}, keeps nobody waiting for ever`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ prepare })
      await server.expireAccess()
      assert.deepEqual(results(await tab.askMany(3, '/me')), all(3, 200))
      await tab.reload()
      assert.equal(await tab.status(), 'signedIn')
      assert.equal((await server.counters()).refresh.received, 1)
    }),
  )
}

test(
  'a start reads the ledger once',
  scene(async ({ openSignedIn }) => {
    const prepare = () => {
      window.reads = 0
      const get = IDBObjectStore.prototype.get
      IDBObjectStore.prototype.get = function (query) {
        window.reads += 1
        return get.call(this, query)
      }
    }
    const tab = await openSignedIn({ prepare })
    await tab.reload()
    assert.equal(await tab.status(), 'signedIn')
    assert.equal(await tab.page.evaluate(() => window.reads), 1)
  }),
)

test(
  'a database that is closed or deleted in the middle costs no session and holds nobody up',
  scene(async ({ server, openSignedIn }) => {
    const prepare = () => {
      const open = IDBFactory.prototype.open
      IDBFactory.prototype.open = function (/** @type {any[]} */ ...args) {
        const request = open.apply(this, /** @type {[string, number?]} */ (args))
        request.addEventListener('success', () => {
          window.database = request.result
        })
        return request
      }
    }
    const tab = await openSignedIn({ prepare })
    await tab.page.evaluate(() => window.database.close()) // as “clear site data” does
    for (const round of [1, 2]) {
      await server.expireAccess()
      assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200), `round ${round}`)
      assert.equal((await server.counters()).refresh.received, round)
    }
    // Some apps delete all databases at a logout.
    const deleted = await tab.page.evaluate(
      () =>
        new Promise((resolve) => {
          const request = indexedDB.deleteDatabase('authflight')
          request.onsuccess = () => resolve('deleted')
          request.onblocked = () => resolve('blocked')
        }),
    )
    assert.equal(deleted, 'deleted')
    await server.expireAccess()
    assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200))
    assert.equal((await server.counters()).refresh.received, 3)
    await tab.reload()
    assert.equal(await tab.status(), 'signedIn')
    assert.equal(result(await tab.ask('/me')), 200)
  }),
)

test(
  'an older app’s tokens are taken over once',
  scene(async ({ url, openTab, makeTab, server }) => {
    const first = await makeTab()
    await first.page.goto(first.address)
    await first.page.evaluate(async (url) => {
      const body = JSON.stringify({ username: 'demo', password: 'demo' })
      const headers = { 'content-type': 'application/json' }
      const reply = await fetch(`${url}/bearer/login`, { method: 'POST', body, headers })
      const tokens = await reply.json()
      localStorage.setItem('old.access', tokens.access_token)
      localStorage.setItem('old.refresh', tokens.refresh_token)
    }, url)
    const tab = await openTab({ config: { adopt: { access: 'old.access', refresh: 'old.refresh' } } })
    assert.equal(await tab.status(), 'signedIn')
    assert.equal(await tab.stored('old.refresh'), null)
    await server.expireAccess()
    assert.equal(result(await tab.ask('/me')), 200)
    await tab.call('logout')
    await tab.page.evaluate(() => localStorage.setItem('old.access', 'left there once more'))
    await tab.reload()
    assert.equal(await tab.status(), 'signedOut')
    assert.equal(await tab.stored('old.access'), 'left there once more')
  }),
)

test(
  'the text “undefined” under an older app’s key is no token',
  scene(async ({ openTab, makeTab }) => {
    const first = await makeTab()
    await first.page.goto(first.address)
    await first.page.evaluate(() => localStorage.setItem('old.access', 'undefined'))
    const tab = await openTab({ config: { adopt: { access: 'old.access' } } })
    assert.equal(await tab.status(), 'signedOut')
  }),
)

test(
  'two applications on one origin, under one key and with two back-ends, keep out of each other’s session',
  scene(async ({ openTab, openSignedIn }) => {
    const other = await startServer()
    const baseURL = `${other.url}/bearer`
    const here = await openSignedIn()
    const there = await openTab({ config: { baseURL } })
    assert.equal(await there.status(), 'signedOut')
    const [{ code, message }] = await there.events('warning')
    assert.equal(code, 'STORAGE_KEY_SHARED')
    assert.match(message, /its own storageKey/)
    assert.equal((await there.login('alice', 'alice')).error, undefined)
    assert.equal((await there.ask('/me')).body.username, 'alice')
    // The record is the other's now; this session goes on in memory and takes it back with its next tokens.
    assert.equal((await here.ask('/me')).body.username, 'demo')
    assert.equal((await here.call('refresh')).error, undefined)
    await here.reload()
    assert.equal((await here.ask('/me')).body.username, 'demo')
    await there.call('logout')
    assert.equal(await here.status(), 'signedIn')
    assert.equal(JSON.parse(await here.stored()).origin, new URL(here.page.url()).origin)
    await other.stop()
  }),
)

test(
  'a server that is down is a typed error in a sentence, and the session outlives it',
  scene(async ({ openTab }) => {
    // On a port of its own that can go and come back; the page itself comes from the lab's server.
    const other = await startServer()
    const tab = await openTab({
      config: { baseURL: `${other.url}/bearer`, retry: { attempts: 2, base: 10, cap: 20 } },
    })
    assert.equal((await tab.login()).error, undefined)
    await other.control.expireAccess()
    await other.stop()
    const fetched = await tab.ask('/me')
    assert.equal(fetched.error.name, 'TypeError') // fetch's own contract
    const verb = await tab.call('get', '/me')
    assert.deepEqual([verb.error.name, verb.error.code], ['AuthflightError', 'ERR_NETWORK'])
    const refresh = await tab.call('refresh')
    assert.equal(refresh.error.code, 'REFRESH_UNAVAILABLE')
    const login = await tab.login()
    assert.equal(login.error.code, 'ERR_NETWORK')
    // Words, and axios' own ones where axios has some: no stack.
    for (const { error } of [verb, refresh, login]) assert.match(String(error?.message), /^[A-Z][^\n]+$/)
    assert.notEqual(await tab.status(), 'signedOut')
  }),
)

test(
  'a wrong configuration is named in a sentence',
  scene(async ({ makeTab }) => {
    const tab = await makeTab({ config: { expired: { status: ['401'] } } })
    const { error } = await tab.open()
    assert.equal(error?.code, 'CONFIG')
    assert.match(String(error?.message), /config\.expired\.status\[0\].*"401"/)
    const typo = await tab.create({ basURL: '/bearer' })
    assert.match(String(typo.error?.message), /basURL/)
  }),
)
