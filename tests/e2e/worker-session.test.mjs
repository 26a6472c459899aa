// A worker beside the page is a tab without a store: it has the page's session, and joins its refresh (R21).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backWithData, inMemory, refreshes } from './harness/coming-back.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

/** A client of the tab's configuration in a worker beside it. */
class PageWorker {
  static async open(/** @type {Tab} */ tab, /** @type {string} */ kind) {
    const worker = new PageWorker(tab)
    await tab.page.evaluate(async (kind) => {
      lab.worker = await lab.import('/fixtures/worker-session-page.js')
      lab.worker.start(kind)
    }, kind)
    await worker.order('open', tab.config)
    return worker
  }

  constructor(/** @type {Tab} */ tab) {
    this.tab = tab
  }

  order(/** @type {string} */ name, /** @type {unknown[]} */ ...args) {
    return this.tab.page.evaluate(([name, args]) => lab.worker.order(name, ...args), [name, args])
  }

  becomes(/** @type {string} */ status) {
    return this.order('becomes', status)
  }

  async ask(/** @type {string} */ path) {
    const [outcome] = await this.order('askMany', 1, path)
    return outcome
  }

  async events(/** @type {string} */ name) {
    const told = await this.order('events')
    return told
      .filter((/** @type {{ name: string }} */ one) => one.name === name)
      .map((/** @type {{ detail: any }} */ { detail }) => detail)
  }
}

/** The access token that each of them would send. */
const tokensOf = async (/** @type {Tab} */ tab, /** @type {PageWorker} */ worker) => [
  (await tab.call('getAccessToken')).value,
  (await worker.order('call', 'getAccessToken')).value,
]

for (const kind of ['Worker', 'SharedWorker']) {
  test(
    `a ${kind} is signed in when the page is, and ends with it`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn()
      const worker = await PageWorker.open(tab, kind)
      await worker.becomes('signedIn')
      assert.equal((await worker.ask('/me')).body.username, 'demo')
      const [inPage, inWorker] = await tokensOf(tab, worker)
      assert.equal(inWorker, inPage)
      await tab.call('logout')
      await worker.becomes('signedOut')
      assert.deepEqual(await worker.events('signedOut'), [{ by: 'otherTab' }])
      assert.equal(result(await worker.ask('/me')), 401)
      assert.equal((await tab.login('alice')).error, undefined)
      await worker.becomes('signedIn')
      assert.equal((await worker.ask('/me')).body.username, 'alice')
      assert.equal(await refreshes(server), 0)
    }),
  )

  test(
    `a refresh by a ${kind} reaches the page and what the page stores`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn()
      const worker = await PageWorker.open(tab, kind)
      await worker.becomes('signedIn')
      for (const round of [1, 2, 3]) {
        await server.expireAccess()
        assert.deepEqual(results(await worker.order('askMany', 3, '/me')), all(3, 200))
        await tab.told('refreshed', round)
        const [inPage, inWorker] = await tokensOf(tab, worker)
        assert.equal(inPage, inWorker)
        assert.equal(JSON.parse(await tab.stored()).access, inWorker, 'it is in the record')
      }
      assert.deepEqual(await tab.events('refreshed'), all(3, { by: 'otherTab' }))
      assert.equal(await refreshes(server), 3)
      await tab.reload()
      assert.equal(await tab.status(), 'signedIn')
      assert.equal(result(await tab.ask('/me')), 200)
      await server.expireAccess()
      assert.deepEqual(results(await tab.askMany(3, '/me')), all(3, 200))
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.received, refresh.reuseDetected], [4, 0])
    }),
  )

  test(
    `page and ${kind} meet the expiry at once, ten requests each, five times: one refresh each time`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn()
      const worker = await PageWorker.open(tab, kind)
      await worker.becomes('signedIn')
      for (let round = 1; round <= 5; round++) {
        await server.expireAccess()
        await tab.start(10, '/me')
        const there = await worker.order('askMany', 10, '/me')
        const here = await tab.outcomes()
        assert.deepEqual(results([...here, ...there]), all(20, 200), `round ${round}`)
        const { refresh } = await server.counters()
        assert.deepEqual([refresh.received, refresh.reuseDetected], [round, 0], `round ${round}`)
      }
      assert.deepEqual(await tab.events('loginRequired'), [])
      assert.deepEqual(await worker.events('loginRequired'), [])
    }),
  )

  test(
    `a login and a logout by a ${kind} are the page's, too, and what it stores`,
    scene(async ({ server, openTab }) => {
      const tab = await openTab()
      const worker = await PageWorker.open(tab, kind)
      const { error } = await worker.order('call', 'login', { username: 'demo', password: 'demo' })
      assert.equal(error, undefined)
      await tab.becomes('signedIn')
      await tab.page.waitForFunction(() => localStorage.getItem('authflight') !== null)
      await tab.reload()
      assert.equal(await tab.status(), 'signedIn')
      assert.equal(result(await tab.ask('/me')), 200)
      const again = await PageWorker.open(tab, kind)
      await again.becomes('signedIn')
      await again.order('call', 'logout')
      await tab.becomes('signedOut')
      assert.equal(await tab.stored(), null)
      await tab.reload()
      assert.equal(await tab.status(), 'signedOut')
      assert.equal(await refreshes(server), 0)
    }),
  )

  test(
    `the page is loaded again while a ${kind} of another page refreshes: no token is presented twice`,
    scene(async ({ server, openSignedIn, openTab }) => {
      const tab = await openSignedIn()
      const beside = await openTab()
      const worker = await PageWorker.open(beside, kind)
      await worker.becomes('signedIn')
      await server.expireAccess()
      await server.hold('refresh')
      const asking = worker.order('askMany', 3, '/me')
      await server.wait('refresh.received', 1)
      await tab.reload()
      await tab.start(3, '/me')
      await tab.pending(1)
      await server.release('refresh')
      assert.deepEqual(results([...(await asking), ...(await tab.outcomes())]), all(6, 200))
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.received, refresh.reuseDetected], [1, 0])
    }),
  )

  test(
    `with the refresh token in a cookie, a ${kind} has the session that the page restores`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn({ config: inMemory })
      await server.hold('refresh')
      await tab.reload()
      await server.wait('refresh.received', 1)
      const opening = PageWorker.open(tab, kind)
      await server.release('refresh')
      const worker = await opening
      await worker.becomes('signedIn')
      await backWithData(tab)
      assert.equal((await worker.ask('/me')).body.username, 'demo')
      assert.equal(await refreshes(server), 1)
    }),
  )
}

test(
  'a SharedWorker refreshes while the page is frozen; the page wakes with the new tokens, and so does what it stores',
  scene(async ({ server, context, openSignedIn, makeTab }) => {
    const frozen = await openSignedIn()
    await PageWorker.open(frozen, 'SharedWorker')
    // A page without a client of its own, from which the worker is driven.
    const driving = await makeTab()
    await driving.page.goto(driving.address)
    await driving.page.waitForFunction(() => window.lab !== undefined)
    const worker = await PageWorker.open(driving, 'SharedWorker')
    await worker.becomes('signedIn')
    const session = await context.newCDPSession(frozen.page)
    await session.send('Page.setWebLifecycleState', { state: 'frozen' })
    await server.expireAccess()
    assert.deepEqual(results(await worker.order('askMany', 3, '/me')), all(3, 200))
    // What is stored is older than what the worker has.
    assert.deepEqual(await driving.create(), {})
    assert.deepEqual(results(await driving.askMany(3, '/me')), all(3, 200))
    await session.send('Page.setWebLifecycleState', { state: 'active' })
    await frozen.told('refreshed')
    assert.deepEqual(results(await frozen.askMany(3, '/me')), all(3, 200))
    await frozen.reload()
    assert.deepEqual(results(await frozen.askMany(3, '/me')), all(3, 200))
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.reuseDetected], [1, 0])
  }),
)
