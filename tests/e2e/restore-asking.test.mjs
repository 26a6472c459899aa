// Who asks for a session when, and what waits meanwhile: refresh(), getAccessToken(), bare requests, aborts, other origins (R28).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  backWithData,
  but,
  forget,
  hasty,
  heldInRestore,
  inMemory,
  quietlySignedOut,
  refreshes,
  untilAvailable,
} from './harness/coming-back.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'
import { startServer } from './harness/server.mjs'

const scene = makeLab()

const options = { config: inMemory }

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
  "restore: 'always', and a visitor: what is asked meanwhile is sent as soon as it is known that nobody is signed in",
  scene(async ({ server, openTab }) => {
    await server.hold('refresh')
    const tab = await openTab(but(options, { restore: 'always' }))
    await server.wait('refresh.received', 1)
    await tab.page.evaluate(() => {
      lab.asked = lab.clients.main.auth.get('/public').then(({ status }) => status)
    })
    assert.equal((await tab.session()).pending, 1)
    await server.release('refresh')
    assert.equal(await tab.page.evaluate(() => lab.asked), 200)
    await quietlySignedOut(tab)
    // Nobody was signed in before, so the refusal is the answer; in the next page, too, which finds the end in the ledger.
    for (let load = 1; load <= 2; load++) {
      const { error } = await tab.call('get', '/me')
      assert.deepEqual([error.code, error.status], ['ERR_BAD_REQUEST', 401], `load ${load}`)
      await tab.reload()
    }
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
