// Sessions in which nobody is there any more (R33), with the browser's own input, clocks and freezing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { result } from './harness/outcomes.mjs'
import * as without from './harness/without.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('playwright-core').Page} Page */

const scene = makeLab()

const config = { idle: { after: 4, warn: 2 } }

const ended = { signedOut: [{ by: 'idle' }], loginRequired: [{ reason: 'idle' }] }

/** What each tab was told of the end. */
async function assertEnded(/** @type {Tab[]} */ tabs) {
  for (const tab of tabs) {
    assert.equal(await tab.status(), 'signedOut')
    for (const [name, details] of Object.entries(ended))
      assert.deepEqual(await tab.events(/** @type {import('./harness/tab.mjs').EventName} */ (name)), details)
  }
}

/** Whose requests for resources came to the server. */
const usersAsking = (/** @type {import('./harness/control.mjs').Entry[]} */ log) =>
  log.filter(({ kind }) => kind === 'resource').map(({ user }) => user)

const now = (/** @type {Tab} */ tab) => tab.page.evaluate(() => Date.now())

/** Resolves once the tab's clock shows this. */
const until = (/** @type {Tab} */ tab, /** @type {number} */ time) =>
  tab.page.waitForFunction((time) => Date.now() >= time, time, { polling: 20, timeout: 20_000 })

/** Each is done by a user's own hand, through the browser. */
const signs = {
  'a key': (/** @type {{ page: Page }} */ { page }) => page.keyboard.press('Shift'),
  'a moving pointer': (/** @type {{ page: Page }} */ { page }) => page.mouse.move(10, 20),
  'a click': (/** @type {{ page: Page }} */ { page }) => page.mouse.click(5, 5),
  'the wheel': (/** @type {{ page: Page }} */ { page }) => page.mouse.wheel(0, 10),
  'a touch': async (/** @type {{ page: Page }} */ { page }) => {
    const session = await page.context().newCDPSession(page)
    const touchPoints = [{ x: 5, y: 5 }]
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints })
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    await session.detach()
  },
  'stayActive()': (/** @type {{ page: Page }} */ { page }) =>
    page.evaluate(() => lab.clients.main.auth.stayActive()),
}

test(
  'each sign of life in one tab is noticed in three',
  scene(async ({ openTabs }) => {
    const tabs = await openTabs(3, { config })
    await tabs[1].page.bringToFront()
    for (const [n, [what, sign]] of Object.entries(signs).entries()) {
      for (const tab of tabs) await tab.told('idle', n + 1)
      await sign(tabs[1])
      for (const tab of tabs) await tab.told('active', n + 1)
      for (const tab of tabs) assert.deepEqual(await tab.events('signedOut'), [], what)
    }
    for (const tab of tabs) {
      const told = (await tab.events())
        .map((/** @type {{ name: string }} */ { name }) => name)
        .filter((/** @type {string} */ name) => ['idle', 'active'].includes(name))
      const pairs = Object.keys(signs).flatMap(() => ['idle', 'active'])
      assert.deepEqual(told, pairs)
    }
  }),
)

test(
  'signs of life in one tab keep three signed in, and nobody is warned',
  scene(async ({ openTabs }) => {
    const tabs = await openTabs(3, { config })
    await tabs[1].page.bringToFront()
    await tabs[1].page.keyboard.press('Shift')
    const start = await now(tabs[1])
    const warned = await Promise.all(tabs.map(async (tab) => (await tab.events('idle')).length))
    for (let n = 1; n <= 12; n++) {
      await until(tabs[1], start + n * 500)
      await tabs[1].page.keyboard.press('Shift')
    }
    for (const [index, tab] of tabs.entries()) {
      assert.equal(await tab.status(), 'signedIn')
      assert.deepEqual(await tab.events('signedOut'), [])
      assert.equal((await tab.events('idle')).length, warned[index])
    }
  }),
)

for (const [what, prepare] of [
  ['', without.nothing],
  [' (without BroadcastChannel)', without.broadcastChannel],
  [' (without IndexedDB)', without.database],
  [' (without Web Locks)', without.webLocks],
])
  test(
    `without a sign of life all tabs are signed out within a second, once, and the server is told once${what}`,
    scene(async ({ openTabs, server }) => {
      const tabs = await openTabs(3, { config, prepare })
      for (const tab of tabs) await tab.told('signedOut')
      await assertEnded(tabs)
      const times = await Promise.all(tabs.map((tab) => tab.toldAt('signedOut')))
      assert.ok(Math.max(...times) - Math.min(...times) < 1_000, `${times}`)
      for (const [index, tab] of tabs.entries()) {
        const [{ endsAt }, ...more] = await tab.events('idle')
        assert.deepEqual(more, [])
        assert.ok(Math.abs(times[index] - endsAt) < 1_000, `${times[index] - endsAt} ms`)
        const warned = (await tab.toldAt('idle')) - endsAt
        assert.ok(warned >= -2_000 && warned < 0, `${warned} ms`)
      }
      await server.wait('logout', 1)
      await tabs[0].page.waitForFunction(() => localStorage.getItem('authflight') === null, null, {
        polling: 20,
        timeout: 5_000,
      })
      await tabs[0].reload()
      assert.equal(await tabs[0].status(), 'signedOut')
      // Where the ledger is no database, each tab that finds the end by itself may be the first to write it.
      const { logout } = await server.counters()
      assert.ok(logout === 1 || (prepare === without.database && logout <= 3), `${logout} logouts`)
    }),
  )

test(
  'somebody who comes back after the warning is noticed in every tab',
  scene(async ({ openTabs }) => {
    const tabs = await openTabs(3, { config })
    for (const tab of tabs) await tab.told('idle')
    await tabs[2].page.bringToFront()
    await tabs[2].page.keyboard.press('Shift')
    for (const tab of tabs) {
      await tab.told('active')
      assert.deepEqual(await tab.events('active'), [{}])
    }
    const [{ endsAt }] = await tabs[0].events('idle')
    await until(tabs[0], endsAt)
    for (const tab of tabs) assert.equal(await tab.status(), 'signedIn')
    for (const tab of tabs) await tab.told('signedOut')
    await assertEnded(tabs)
  }),
)

test(
  'what a script dispatches, requests, and renewals in the background are no signs of life',
  scene(async ({ openTab, openSignedIn, server }) => {
    await server.settings({ accessLifetimeMs: 1_000 })
    const tab = await openSignedIn({ config })
    const other = await openTab({ config })
    await tab.page.evaluate(() => {
      setInterval(() => {
        for (const type of ['keydown', 'pointerdown', 'pointermove', 'wheel', 'visibilitychange'])
          document.body.dispatchEvent(new Event(type, { bubbles: true }))
        lab.clients.main.ask('/me')
      }, 200)
    })
    for (const one of [tab, other]) await one.told('signedOut')
    await assertEnded([other])
    assert.deepEqual(await tab.events('signedOut'), [{ by: 'idle' }])
    assert.ok((await server.counters()).refresh.granted >= 2)
  }),
)

test(
  'a login starts the time anew, in every tab',
  scene(async ({ openTabs }) => {
    const tabs = await openTabs(2, { config })
    for (const tab of tabs) await tab.told('signedOut')
    assert.equal((await tabs[0].login()).error, undefined)
    const start = await now(tabs[0])
    await tabs[1].told('signedIn', 2)
    await until(tabs[1], start + 3_000)
    for (const tab of tabs) assert.equal(await tab.status(), 'signedIn')
    for (const tab of tabs) await tab.told('signedOut', 2)
  }),
)

test(
  'a page that is frozen beyond the end sends nothing when it goes on',
  scene(async ({ openSignedIn, server, context }) => {
    const tab = await openSignedIn({ config })
    const session = await context.newCDPSession(tab.page)
    await session.send('Page.setWebLifecycleState', { state: 'frozen' })
    const start = Date.now()
    while (Date.now() < start + 4_500) await server.counters()
    const before = (await server.log()).length
    // Before the page's own timers and events, the application asks.
    const asked = tab.ask('/me')
    await session.send('Page.setWebLifecycleState', { state: 'active' })
    assert.equal(result(await asked), 401)
    await assertEnded([tab])
    const after = (await server.log()).slice(before)
    assert.deepEqual(
      after.filter(({ kind }) => kind === 'refresh'),
      [],
    )
    assert.deepEqual(usersAsking(after), [null])
  }),
)

test(
  'a tab that was frozen ends no session in which another one is used',
  scene(async ({ openTabs, context }) => {
    const [used, frozen] = await openTabs(2, { config })
    const session = await context.newCDPSession(frozen.page)
    await session.send('Page.setWebLifecycleState', { state: 'frozen' })
    const start = await now(used)
    await used.page.bringToFront()
    for (let n = 1; n <= 10; n++) {
      await until(used, start + n * 500)
      await used.page.keyboard.press('Shift')
    }
    await session.send('Page.setWebLifecycleState', { state: 'active' })
    assert.equal(result(await frozen.ask('/me')), 200)
    assert.equal(result(await used.ask('/me')), 200)
    for (const tab of [used, frozen]) assert.deepEqual(await tab.events('signedOut'), [])
  }),
)

test(
  'a browser that was closed over night: the page that is loaded is signed out before anything is sent',
  scene(async ({ openSignedIn, server }) => {
    const tab = await openSignedIn({ config })
    await tab.page.goto('about:blank')
    await tab.page.clock.setSystemTime(Date.now() + 8 * 3_600_000)
    const before = (await server.log()).length
    assert.deepEqual(await tab.open(), {})
    assert.equal(await tab.status(), 'signedOut')
    await assertEnded([tab])
    assert.deepEqual(await tab.events('signedIn'), [])
    assert.equal(result(await tab.ask('/me')), 401)
    assert.equal(await tab.stored(), null)
    await server.wait('logout', 1)
    const log = (await server.log()).slice(before)
    assert.deepEqual(usersAsking(log), [null])
  }),
)

test(
  'a clock that is set back neither ends the session nor keeps it',
  scene(async ({ openTabs }) => {
    const tabs = await openTabs(2, { config })
    const start = Date.now()
    for (const { page } of tabs)
      await page.evaluate(() => {
        const real = Date.now
        window.real = real
        Date.now = () => real() - 86_400_000
        window.dispatchEvent(new Event('focus'))
      })
    for (const tab of tabs) assert.equal(await tab.status(), 'signedIn')
    for (const tab of tabs) await tab.told('signedOut')
    assert.ok(Date.now() - start < 6_000)
    await assertEnded(tabs)
  }),
)

test(
  'a disposed client hears no signs of life, and a client without idle ends with the others',
  scene(async ({ openSignedIn, openTab }) => {
    const tab = await openSignedIn({ config })
    const plain = await openTab()
    await tab.page.evaluate(() => {
      window.listening = new Map()
      for (const target of [window, document])
        for (const method of ['addEventListener', 'removeEventListener']) {
          const functions = /** @type {Record<string, any>} */ (/** @type {unknown} */ (target))
          const real = functions[method]
          functions[method] = function (/** @type {string} */ type, /** @type {unknown[]} */ ...rest) {
            const step = method === 'addEventListener' ? 1 : -1
            window.listening.set(type, (window.listening.get(type) ?? 0) + step)
            return real.call(this, type, ...rest)
          }
        }
    })
    const counts = () => tab.page.evaluate(() => Object.fromEntries(window.listening))
    await tab.create({ ...tab.config, storageKey: 'another' }, 'second')
    const { keydown, pointermove, wheel } = await counts()
    assert.deepEqual({ keydown, pointermove, wheel }, { keydown: 1, pointermove: 1, wheel: 1 })
    await tab.page.evaluate(() => lab.clients.second.auth.dispose())
    for (const [type, count] of Object.entries(await counts())) assert.equal(count, 0, type)
    await tab.create({ ...tab.config, idle: undefined, storageKey: 'another' }, 'third')
    assert.equal((await counts()).keydown, 0)
    await plain.told('signedOut')
    await assertEnded([plain])
    assert.deepEqual(await plain.events('idle'), [])
  }),
)
