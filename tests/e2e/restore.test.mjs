// A reload with the access token in memory: the session is asked for once, requests wait, and a refusal is quiet (R28).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  allStored,
  backWithData,
  heldInRestore,
  inMemory,
  quietlySignedOut,
  refreshes,
  untilAvailable,
  ways,
} from './harness/coming-back.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'
import { startServer } from './harness/server.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

/** Quick retries. */
const hasty = { retry: { attempts: 3, base: 20, cap: 50 } }

/** A client of the same configuration, less or more. */
const but = (
  /** @type {import('./harness/lab.mjs').TabOptions} */ options,
  /** @type {{ retry: { attempts: number; base: number; cap: number; }; } | { restore: string; }} */ config,
) => ({ ...options, config: { ...options.config, ...config } })

/** The browser loses all that script has kept, and only the server's cookie is left. */
async function forget(/** @type {Tab} */ tab) {
  await tab.page.goto(tab.address)
  await tab.page.evaluate(async () => {
    localStorage.clear()
    const databases = await indexedDB.databases()
    await Promise.all(
      databases.map(
        ({ name }) =>
          new Promise((resolve) => {
            indexedDB.deleteDatabase(String(name)).onsuccess = resolve
          }),
      ),
    )
  })
}

for (const { what, options } of ways) {
  test(
    `a reload: one refresh ${what}, requests wait and are sent once, nobody sees a login`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn(options)
      await heldInRestore(server, tab)
      const { signedIn } = await tab.session()
      assert.equal(signedIn, false)
      await tab.start(10, '/me')
      await tab.pending(10)
      assert.equal((await server.counters()).resource.received, 0, 'they wait')
      await server.release('refresh')
      assert.deepEqual(results(await tab.outcomes()), all(10, 200))
      await backWithData(tab)
      assert.deepEqual(await tab.events('signedIn'), [{ by: 'restored' }])
      assert.deepEqual(await tab.statuses(), ['restoring', 'signedIn'])
      const { refresh, resource } = await server.counters()
      assert.deepEqual([refresh.received, resource.received, resource.refused], [1, 11, 0])
    }),
  )

  test(
    `a refused restore is quiet, and it is not tried again (${what})`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn(options)
      await server.revoke()
      await heldInRestore(server, tab)
      await tab.start(3, '/me')
      await tab.pending(3)
      await server.release('refresh')
      assert.deepEqual(results(await tab.outcomes()), all(3, 'SESSION_EXPIRED'))
      await quietlySignedOut(tab)
      assert.deepEqual(await tab.statuses(), ['restoring', 'signedOut'])
      assert.equal(await tab.stored(), null)
      assert.equal((await server.counters()).resource.received, 0)
      await tab.reload()
      await quietlySignedOut(tab)
      assert.equal(await refreshes(server), 1)
      // From here on it is a visitor like any other, who may log in.
      assert.equal((await tab.login()).error, undefined)
      await tab.reload()
      await backWithData(tab)
    }),
  )

  test(
    `503s in place of a restore: those who wait are told, the mark stays, a later request has its answer (${what})`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn(but(options, hasty))
      await server.fail({ target: 'refresh', times: 3, kind: 'status', status: 503 })
      await tab.reload()
      assert.deepEqual(results(await tab.askMany(3, '/me')), all(3, 'REFRESH_UNAVAILABLE'))
      assert.notEqual(await tab.stored(), null)
      assert.equal(await refreshes(server), 3)
      assert.equal(result(await untilAvailable(tab)), 200)
      await backWithData(tab)
      assert.deepEqual(await tab.events('signedIn'), [{ by: 'restored' }])
      assert.equal(await refreshes(server), 4)
    }),
  )

  test(
    `restore: 'always' asks once per load without a mark, quietly, and finds the session of the cookie (${what})`,
    scene(async ({ server, openTab }) => {
      const tab = await openTab(but(options, { restore: 'always' }))
      for (const load of [1, 2]) {
        await quietlySignedOut(tab)
        assert.equal(await refreshes(server), load)
        assert.equal(await tab.stored(), null)
        await tab.reload()
      }
      await quietlySignedOut(tab)
      await tab.login()
      await forget(tab)
      await tab.open()
      await backWithData(tab)
      assert.deepEqual(await tab.events('signedIn'), [{ by: 'restored' }])
      assert.equal(await refreshes(server), 4)
      await tab.call('logout')
      await tab.reload()
      await quietlySignedOut(tab)
      assert.equal(await refreshes(server), 5)
    }),
  )

  test(
    `a login during a restore wins, now and after the next load (${what})`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn(options)
      const { givenUp } = await heldInRestore(server, tab)
      await tab.start(3, '/echo')
      await tab.pending(3)
      assert.equal((await tab.login('alice')).error, undefined)
      assert.deepEqual(results(await tab.outcomes()), all(3, 'SESSION_CHANGED'))
      await givenUp()
      await server.release('refresh')
      assert.equal((await tab.ask('/me')).body.username, 'alice')
      assert.deepEqual(await tab.events('signedIn'), [{ by: 'login' }])
      assert.deepEqual(await tab.events('loginRequired'), [])
      await tab.reload()
      await backWithData(tab)
      assert.equal((await tab.ask('/me')).body.username, 'alice', 'the late reply has replaced nothing')
    }),
  )

  test(
    `a logout during a restore wins, and the late reply brings nobody back (${what})`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn(options)
      await heldInRestore(server, tab)
      await tab.start(3, '/me')
      await tab.pending(3)
      const leaving = tab.call('logout')
      await tab.becomes('signedOut')
      await server.release('refresh')
      assert.equal((await leaving).error, undefined)
      assert.deepEqual(results(await tab.outcomes()), all(3, 'SESSION_CHANGED'))
      await quietlySignedOut(tab)
      assert.equal(await tab.stored(), null)
      assert.equal((await server.counters()).logout, 1)
      const before = await refreshes(server)
      await tab.reload()
      await quietlySignedOut(tab)
      assert.equal(await refreshes(server), before)
    }),
  )
}

const options = { config: inMemory }

test(
  'requests in the same breath as createAuth, reload after reload: one refresh for each',
  scene(async ({ server, makeTab, openSignedIn }) => {
    const tab = await openSignedIn(options)
    for (const round of [1, 2, 3]) {
      await tab.page.reload()
      await tab.page.waitForFunction(() => window.lab !== undefined)
      const outcomes = await tab.page.evaluate(async (config) => {
        await lab.open(config)
        return lab.clients.main.askMany(5, '/me')
      }, tab.config)
      assert.deepEqual(results(outcomes), all(5, 200))
      const { refresh, resource } = await server.counters()
      assert.deepEqual([refresh.received, refresh.reuseDetected, resource.refused], [round, 0, 0])
    }
    // The session lives on as any other.
    await server.expireAccess()
    assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
    assert.equal(await refreshes(server), 4)
    await tab.page.close()
    const next = await makeTab(options)
    await next.open()
    await backWithData(next)
    assert.equal(await refreshes(server), 5)
  }),
)

test(
  'what is kept is a mark without a secret, and a logout takes it away',
  scene(async ({ server, context, openSignedIn }) => {
    const tab = await openSignedIn(options)
    const secrets = async () => {
      const { value } = await tab.call('getAccessToken')
      const cookies = await context.cookies()
      return [value, ...value.split('.').slice(1), ...cookies.map(({ value }) => value)]
    }
    for (const when of ['after the login', 'after a restore']) {
      const [stored, found] = [await allStored(tab), await secrets()]
      assert.ok(found.length >= 4, 'the token and the cookie are known here')
      for (const secret of found) assert.ok(!stored.includes(secret), when)
      assert.equal(JSON.parse(await tab.stored()).access, false, when)
      await tab.reload()
      await tab.becomes('signedIn')
    }
    await tab.call('logout')
    assert.equal(await tab.stored(), null)
    const before = (await server.log()).length
    await tab.reload()
    await quietlySignedOut(tab)
    assert.equal((await server.log()).length, before, 'no request at all')
  }),
)

test(
  'an anonymous visitor causes no request, and a login is a login',
  scene(async ({ server, openTab }) => {
    const tab = await openTab(options)
    assert.equal(await tab.status(), 'signedOut', 'at once')
    await quietlySignedOut(tab)
    await tab.reload()
    await quietlySignedOut(tab)
    assert.deepEqual(await server.log(), [])
    assert.equal((await tab.login()).error, undefined)
    assert.deepEqual(await tab.events('signedIn'), [{ by: 'login' }])
    assert.equal(result(await tab.ask('/me')), 200)
    assert.equal(await refreshes(server), 0)
  }),
)

test(
  'after a restore whose connections were lost, refresh() asks, and so does the next load',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn(but(options, hasty))
    const fails = async () => {
      await server.fail({ target: 'refresh', times: 3, kind: 'drop' })
      await tab.reload()
      assert.equal(result(await tab.ask('/me')), 'REFRESH_UNAVAILABLE')
    }
    await fails()
    const { error } = await tab.call('refresh')
    assert.equal(error, undefined)
    await backWithData(tab)
    await fails()
    await tab.reload()
    await backWithData(tab)
  }),
)

test(
  "restore: 'never' waits for refresh(), which signs in",
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn(but(options, { restore: 'never' }))
    await tab.reload()
    await quietlySignedOut(tab)
    assert.equal(await refreshes(server), 0)
    const { error } = await tab.call('refresh')
    assert.equal(error, undefined)
    await backWithData(tab)
    assert.equal(await refreshes(server), 1)
  }),
)

test(
  'refresh() asks where no mark is, too: it needs no token',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn(options)
    await forget(tab)
    await tab.open()
    await quietlySignedOut(tab)
    assert.equal(await refreshes(server), 0)
    const { error } = await tab.call('refresh')
    assert.equal(error, undefined)
    await backWithData(tab)
    assert.equal(await refreshes(server), 1)
  }),
)

test(
  'getAccessToken() and refresh() during a restore wait for it, and ask no second time',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn(options)
    await heldInRestore(server, tab)
    await tab.page.evaluate(() => {
      lab.settled = []
      for (const method of ['getAccessToken', 'refresh']) {
        lab.clients.main.call(method).then(({ value, error }) => {
          lab.settled.push([method, error?.code ?? typeof value])
        })
      }
    })
    // An exchange with the server lies between.
    await tab.page.evaluate(() => fetch('/control/state'))
    assert.deepEqual(await tab.page.evaluate(() => lab.settled), [])
    await server.release('refresh')
    await tab.page.waitForFunction(() => lab.settled.length === 2)
    const settled = await tab.page.evaluate(() => lab.settled)
    assert.deepEqual(settled.toSorted(), [
      ['getAccessToken', 'string'],
      ['refresh', 'object'],
    ])
    assert.equal(await refreshes(server), 1)
  }),
)

test(
  'after a refused restore a request goes bare, and its 401 asks for the login',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: inMemory })
    await server.revoke()
    await tab.reload()
    await quietlySignedOut(tab)
    assert.deepEqual(results(await tab.askMany(3, '/me')), all(3, 401))
    assert.deepEqual(await tab.events('loginRequired'), [{ reason: 'noSession' }])
    assert.equal(await refreshes(server), 1)
  }),
)

test(
  'an application that clears localStorage has taken the mark away: the next load asks nothing',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: inMemory })
    await tab.page.goto(tab.address)
    await tab.page.evaluate(() => localStorage.clear())
    await tab.open()
    await quietlySignedOut(tab)
    assert.equal(await refreshes(server), 0)
  }),
)

test(
  'requests that carry no token do not wait for a restore',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: inMemory })
    await heldInRestore(server, tab)
    assert.equal((await tab.call('get', '/me', { auth: false })).error.status, 401)
    assert.equal(await tab.status(), 'restoring')
    assert.deepEqual(await tab.events('loginRequired'), [])
    await server.release('refresh')
    await backWithData(tab)
  }),
)

test(
  'an abort leaves the restore at once, and harms no other request',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: inMemory })
    await heldInRestore(server, tab)
    await tab.start(2, '/me')
    const aborted = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      return auth.fetch('/me', { signal: AbortSignal.timeout(20) }).catch(({ name }) => name)
    })
    assert.equal(aborted, 'TimeoutError')
    await server.release('refresh')
    assert.deepEqual(results(await tab.outcomes()), all(2, 200))
  }),
)

test(
  'a server that never answers the restore keeps nobody waiting for ever',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({
      config: { ...inMemory, refreshTimeout: 300, retry: { attempts: 1 } },
    })
    await server.fail({ target: 'refresh', kind: 'hang' })
    await tab.reload()
    assert.equal(result(await tab.ask('/me')), 'REFRESH_UNAVAILABLE')
    assert.notEqual(await tab.stored(), null)
    assert.equal(result(await untilAvailable(tab)), 200)
  }),
)

test(
  'the back-end on another origin of the same site: the session comes back all the same',
  scene(async ({ openTab }) => {
    const api = await startServer()
    try {
      const config = { ...inMemory, baseURL: `${api.url}/cookie` }
      const tab = await openTab({ config })
      assert.notEqual(new URL(tab.address).origin, new URL(api.url).origin)
      await tab.login()
      assert.equal(result(await tab.ask('/me')), 200)
      await heldInRestore(api.control, tab)
      await tab.start(5, '/me')
      await tab.pending(5)
      await api.control.release('refresh')
      assert.deepEqual(results(await tab.outcomes()), all(5, 200))
      await backWithData(tab)
      const { refresh, resource } = await api.control.counters()
      assert.deepEqual([refresh.received, resource.refused], [1, 0])
      await api.control.revoke()
      await tab.reload()
      await quietlySignedOut(tab)
      assert.equal(await tab.stored(), null)
    } finally {
      await api.stop()
    }
  }),
)
