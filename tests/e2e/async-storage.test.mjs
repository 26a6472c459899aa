// A storage of the application's own, whose functions return promises, or do harm (R23, R34).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { all, result, results } from './harness/outcomes.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('./harness/lab.mjs').TabOptions} TabOptions */

const scene = makeLab()

/** Creates the client in its page with a storage of the fixture's. */
const open = async (/** @type {Tab} */ tab, /** @type {string} */ kind, config = {}) => {
  await tab.page.waitForFunction(() => window.lab !== undefined)
  return tab.page.evaluate(
    async ([kind, config]) => {
      window.own = await window.lab.import('/fixtures/own-storages.js')
      return window.lab.open({ ...config, storage: window.own.storages[kind] })
    },
    [kind, { ...tab.config, ...config }],
  )
}

/** `openTab` and `openSignedIn` with a storage of the fixture's. */
const opened = async (
  /** @type {(options?: TabOptions | undefined) => Promise<Tab>} */ makeTab,
  /** @type {string} */ kind,
  /** @type {object | undefined} */ config = undefined,
) => {
  const tab = await makeTab()
  await tab.page.goto(tab.address)
  assert.deepEqual(await open(tab, kind, config), {})
  return tab
}
const signedIn = async (
  /** @type {(options?: TabOptions | undefined) => Promise<Tab>} */ makeTab,
  /** @type {string} */ kind,
  /** @type {object | undefined} */ config = undefined,
) => {
  const tab = await opened(makeTab, kind, config)
  assert.equal((await tab.login()).error, undefined)
  return tab
}
const reload = async (/** @type {Tab} */ tab, /** @type {string} */ kind) => {
  await tab.page.reload()
  assert.deepEqual(await open(tab, kind), {})
}
const own = (
  /** @type {Tab} */ tab,
  /** @type {string} */ name,
  /** @type {(string | number)[]} */ ...args
) => tab.page.evaluate(([name, args]) => window.own[name](...args), [name, args])
const calls = (/** @type {Tab} */ tab) => tab.page.evaluate(() => window.own.calls)
const kept = (/** @type {Tab} */ tab) => tab.stored('own.authflight')
const warnings = async (/** @type {Tab} */ tab) =>
  (await tab.events('warning')).map((/** @type {{ code: string }} */ { code }) => code)
const unavailable = ['STORAGE_UNAVAILABLE']

for (const kind of ['slow', 'synchronous', 'that writes by a promise alone', 'that writes late'])
  test(
    `a storage ${kind}: a reload finds the session before the first request, and a logout is its end`,
    scene(async ({ server, makeTab }) => {
      const tab = await signedIn(makeTab, kind)
      await tab.page.waitForFunction(() => localStorage.getItem('own.authflight'))
      await reload(tab, kind)
      assert.equal(await tab.status(), 'signedIn')
      assert.equal(result(await tab.ask('/me')), 200)
      await server.expireAccess()
      assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200))
      const { resource, refresh } = await server.counters()
      assert.equal(refresh.received, 1)
      assert.equal(resource.refused, 10, 'no request went out without a token')
      await tab.call('logout')
      await tab.page.waitForFunction(() => !localStorage.getItem('own.authflight'))
      await reload(tab, kind)
      assert.equal(await tab.status(), 'signedOut')
      assert.deepEqual(await warnings(tab), [])
    }),
  )

test(
  'writes are made one after another, in order, and the last state is what stays',
  scene(async ({ makeTab }) => {
    const tab = await opened(makeTab, 'slow')
    await own(tab, 'hold', 'setItem')
    await tab.login()
    await own(tab, 'called', 'setItem')
    await tab.call('logout')
    assert.equal(await tab.status(), 'signedOut')
    assert.ok(!(await calls(tab)).includes('removeItem'), 'it waits')
    await own(tab, 'release', 'setItem')
    await own(tab, 'called', 'removeItem ended')
    const writes = (await calls(tab)).filter((/** @type {string} */ call) => !call.startsWith('getItem'))
    assert.deepEqual(writes, ['setItem', 'setItem ended', 'removeItem', 'removeItem ended'])
    assert.equal(await kept(tab), null)
  }),
)

test(
  'of the writes that wait only the newest is made; what is read anew does not undo it; a client that is disposed of still writes',
  scene(async ({ server, makeTab }) => {
    const tab = await opened(makeTab, 'slow')
    await own(tab, 'hold', 'setItem')
    await tab.login()
    await own(tab, 'called', 'setItem')
    for (const round of [1, 2, 3]) {
      await server.expireAccess()
      assert.deepEqual(results(await tab.askMany(3, '/me')), all(3, 200))
      assert.equal((await server.counters()).refresh.received, round)
    }
    await tab.page.evaluate(() => window.lab.clients.main.auth.dispose())
    await own(tab, 'release', 'setItem')
    await own(tab, 'called', 'setItem ended', 2)
    assert.equal((await calls(tab)).filter((/** @type {string} */ call) => call === 'setItem').length, 2)
    await reload(tab, 'slow')
    assert.equal(result(await tab.ask('/me')), 200)
    assert.equal((await server.counters()).refresh.received, 3, 'the newest token was stored')
  }),
)

test(
  'what another tab has stored is found by the next refresh',
  scene(async ({ server, makeTab }) => {
    const first = await signedIn(makeTab, 'slow')
    await own(first, 'called', 'setItem ended')
    const second = await opened(makeTab, 'slow')
    assert.equal(await second.status(), 'signedIn')
    await server.expireAccess()
    assert.equal(result(await first.ask('/me')), 200)
    await own(first, 'called', 'setItem ended', 2)
    assert.deepEqual(results(await second.askMany(5, '/me')), all(5, 200))
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)

for (const kind of [
  'with a read that rejects',
  'with a write that rejects',
  'whose write rejects, and whose read answers at once',
])
  test(
    `a storage ${kind} is told of once, and the session goes on in memory`,
    scene(async ({ server, makeTab }) => {
      const tab = await signedIn(makeTab, kind)
      await tab.told('warning')
      for (const round of [1, 2]) {
        // The page looks at the storage, as when it is shown again.
        await tab.page.evaluate(() => dispatchEvent(new Event('focus')))
        await server.expireAccess()
        assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200))
        assert.equal((await server.counters()).refresh.received, round)
      }
      await tab.call('logout')
      assert.equal(await tab.status(), 'signedOut')
      assert.deepEqual(await warnings(tab), unavailable)
    }),
  )

test(
  'a read that never answers holds createAuth up for a few seconds',
  scene(async ({ server, makeTab }) => {
    const before = Date.now()
    const tab = await opened(makeTab, 'with a read that never answers')
    assert.ok(Date.now() - before < 10_000)
    assert.deepEqual(await warnings(tab), unavailable)
    assert.equal((await tab.login()).error, undefined)
    await server.expireAccess()
    assert.deepEqual(results(await tab.askMany(10, '/me')), all(10, 200))
    assert.deepEqual(await warnings(tab), unavailable)
    assert.notEqual(await kept(tab), null, 'later writes are tried')
  }),
)

/** Waits end ten times as early. */
const hastily = () => {
  const { setTimeout } = window
  window.setTimeout = /** @type {typeof setTimeout} */ (
    (/** @type {() => void} */ callback, /** @type {number} */ delay) => setTimeout(callback, delay / 10)
  )
}

test(
  'a write that does not answer is passed by, and when it ends after all, the last state is what stays',
  scene(async ({ makeTab }) => {
    const tab = await makeTab({ prepare: hastily })
    await tab.page.goto(tab.address)
    await open(tab, 'slow')
    await own(tab, 'hold', 'setItem')
    await tab.login()
    await tab.told('warning')
    await tab.call('logout')
    await own(tab, 'called', 'removeItem ended')
    // Now the login's record arrives.
    await own(tab, 'release', 'setItem')
    await own(tab, 'called', 'removeItem ended', 2)
    assert.equal(await kept(tab), null)
    assert.deepEqual(await warnings(tab), unavailable)
  }),
)

test(
  'nothing that stands for a promise does harm',
  scene(async ({ server, makeTab }) => {
    const tab = await makeTab({ prepare: hastily })
    await tab.page.goto(tab.address)
    await tab.page.waitForFunction(() => window.lab !== undefined)
    // These answer as a storage does, in odd ways.
    const harmless = [
      'reads: then answers twice, and throws',
      'writes: then answers twice, and throws',
      'both: then answers twice, and throws',
      'writes: a promise of an object',
      'writes: a promise of a number',
    ]
    const outcomes = await tab.page.evaluate(
      async ([harmless, config]) => {
        const { hostiles, storages } = await window.lab.import('/fixtures/own-storages.js')
        const play = async (/** @type {string} */ name) => {
          const auth = await window.lab.createAuth({ ...config, storage: storages[name], storageKey: name })
          /** @type {string[]} */
          const told = []
          const warned = new Promise((resolve) => {
            auth.on('warning', ({ code }) => resolve(told.push(code)))
          })
          const login = await auth.login({ username: 'demo', password: 'demo' }).catch((error) => error)
          await auth.refresh()
          const { status } = await auth.fetch('/me')
          if (!harmless.includes(name)) await warned
          const { signedIn } = auth.session
          await auth.logout()
          auth.dispose()
          return [name, told, login.code, status, signedIn]
        }
        const kinds = ['reads', 'writes', 'both']
        return Promise.all(
          hostiles.flatMap((/** @type {string} */ name) => kinds.map((kind) => play(`${kind}: ${name}`))),
        )
      },
      [harmless, tab.config],
    )
    assert.equal(outcomes.length, 30)
    for (const [name, told, ...rest] of outcomes) {
      assert.deepEqual(rest, [undefined, 200, true], name)
      assert.deepEqual(told, harmless.includes(name) ? [] : unavailable, name)
    }
    assert.equal((await server.counters()).refresh.received, outcomes.length)
  }),
)

test(
  'an older app’s tokens are taken over from an asynchronous storage, once',
  scene(async ({ url, server, makeTab }) => {
    const tab = await makeTab()
    await tab.page.goto(tab.address)
    await tab.page.evaluate(async (url) => {
      const body = JSON.stringify({ username: 'demo', password: 'demo' })
      const headers = { 'content-type': 'application/json' }
      const reply = await fetch(`${url}/bearer/login`, { method: 'POST', body, headers })
      const tokens = await reply.json()
      localStorage.setItem('own.old.access', tokens.access_token)
      localStorage.setItem('own.old.refresh', tokens.refresh_token)
    }, url)
    const config = { adopt: { access: 'old.access', refresh: 'old.refresh' } }
    assert.deepEqual(await open(tab, 'slow', config), {})
    assert.equal(await tab.status(), 'signedIn')
    await server.expireAccess()
    assert.equal(result(await tab.ask('/me')), 200)
    await tab.page.waitForFunction(() => localStorage.getItem('own.old.refresh') === null)
    await tab.call('logout')
    await tab.page.waitForFunction(() => localStorage.getItem('own.authflight') === null)
    await tab.page.evaluate(() => localStorage.setItem('own.old.access', 'left there once more'))
    await tab.page.reload()
    assert.deepEqual(await open(tab, 'slow', config), {})
    assert.equal(await tab.status(), 'signedOut')
    assert.equal(await tab.stored('own.old.access'), 'left there once more')
  }),
)

for (const kind of ['synchronous', 'that writes by a promise alone'])
  test(
    `what the application changes in a storage that answers at once is noticed: ${kind}`,
    scene(async ({ makeTab }) => {
      const tab = await signedIn(makeTab, kind)
      await tab.page.evaluate(() => {
        localStorage.removeItem('own.authflight')
        dispatchEvent(new Event('focus'))
      })
      await tab.told('signedOut')
      assert.equal(await tab.status(), 'signedOut')
    }),
  )
