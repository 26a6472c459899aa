// The guards while the server is asked whether there is a session (R28): nobody sees the login page who is signed in.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openApp } from './harness/app-page.mjs'
import { bundleApps } from './harness/apps.mjs'
import { eventually } from './harness/eventually.mjs'
import { makeLab } from './harness/lab.mjs'

/** @typedef {import('./harness/lab.mjs').Scene} Scene */
/** @typedef {import('playwright-core').Page} Page */

const apps = await bundleApps(['restoring.jsx', 'restoring-vue.js'])
after(() => apps.remove())

const scene = makeLab({ mounts: { apps: apps.folder } })

const login = { path: '/login', query: { redirect: '/orders' } }

/** The app in a page of its own. */
async function open(/** @type {Scene} */ scene, /** @type {string} */ name) {
  const app = await openApp(scene, `${name}.html`)
  await app.shows('status', /./)
  return { ...app, told: () => app.page.evaluate(() => window.told) }
}

/** The app after a login and a reload. The server has been asked, and does not answer yet. */
async function openRestoring(/** @type {Scene} */ lab, /** @type {string} */ name) {
  const app = await open(lab, name)
  await app.page.evaluate(() => window.auth.login({ username: 'demo', password: 'demo' }))
  await lab.server.hold('refresh')
  await app.page.reload()
  await app.shows('status', 'restoring')
  await lab.server.wait('refresh.received', 1)
  return app
}

const unreachable = { kind: 'status', status: 503 }

/** The app after a login and a reload. The server's first answers are these, until the client gives up for now. */
async function openUnreachable(
  /** @type {Scene} */ lab,
  /** @type {string} */ name,
  /** @type {{ kind: string, status?: number }} */ answer = unreachable,
) {
  const app = await open(lab, name)
  await app.page.evaluate(() => window.auth.login({ username: 'demo', password: 'demo' }))
  await lab.server.fail({ target: 'refresh', times: 3, ...answer })
  await app.page.reload()
  await app.shows('status', /./)
  return app
}

/** Resolves with the code of the failure once the client has given up. */
const givenUp = (/** @type {Page} */ page) =>
  page.evaluate(() => window.auth.getAccessToken().catch((/** @type {any} */ { code }) => code))

/** Asks until the server can be reached. */
const reached = (/** @type {Page} */ page) =>
  eventually(page, () => window.auth.getAccessToken().catch(() => false))

test(
  'React: while the server cannot be reached pending is shown, and not what leads away',
  scene(async (lab) => {
    const { page, complaints, shows } = await openUnreachable(lab, 'restoring')
    assert.equal(await givenUp(page), 'REFRESH_UNAVAILABLE')
    await shows('status', 'restoring')
    await shows('guarded', 'pending')
    await reached(page)
    await shows('guarded', 'inside')
    assert.deepEqual(await page.evaluate(() => [...window.shown]), ['pending', 'inside'])
    assert.deepEqual(complaints, [])
  }),
)

test(
  'React: where a page answers in place of the back-end the login is shown, and the user comes back without it',
  scene(async (lab) => {
    const { page, shows, told } = await openUnreachable(lab, 'restoring', { kind: 'html' })
    await shows('guarded', 'away')
    await shows('status', 'signedOut')
    await reached(page)
    await shows('guarded', 'inside')
    assert.deepEqual(await page.evaluate(() => [...window.shown]), ['pending', 'away', 'inside'])
    assert.deepEqual(await told(), [['signedIn', { by: 'restored' }]])
  }),
)

test(
  'Vue: while the server cannot be reached a navigation waits, and then goes on',
  scene(async (lab) => {
    const { page, complaints } = await openUnreachable(lab, 'restoring-vue')
    await navigate(page, '/orders')
    assert.equal(await givenUp(page), 'REFRESH_UNAVAILABLE')
    assert.equal(await page.evaluate(() => fetch('/cookie/public').then(() => window.verdict ?? null)), null)
    await reached(page)
    assert.equal(await judged(page), true)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'Vue: a client that is disposed of while the server cannot be reached fails the navigation',
  scene(async (lab) => {
    const { page } = await openUnreachable(lab, 'restoring-vue')
    await givenUp(page)
    await navigate(page, '/orders')
    await page.evaluate(() => window.auth.dispose())
    assert.equal(await judged(page), 'DISPOSED')
  }),
)

test(
  'React: pending is shown until the session is restored, and nothing else before what is inside',
  scene(async (lab) => {
    const { page, complaints, shows, told } = await openRestoring(lab, 'restoring')
    await shows('guarded', 'pending')
    await lab.server.release('refresh')
    await shows('guarded', 'inside')
    assert.deepEqual(await page.evaluate(() => [...window.shown]), ['pending', 'inside'])
    assert.deepEqual(await told(), [['signedIn', { by: 'restored' }]])
    assert.equal((await lab.server.counters()).refresh.received, 1)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'React: a refused restore shows the fallback, and asks nobody to log in',
  scene(async (lab) => {
    const { shows, told, complaints } = await openRestoring(lab, 'restoring')
    await lab.server.revoke()
    await lab.server.release('refresh')
    await shows('guarded', 'away')
    await shows('status', 'signedOut')
    assert.deepEqual(
      (await told()).filter((/** @type {string[]} */ [event]) => event !== 'signedOut'),
      [],
    )
    assert.deepEqual(complaints, [])
  }),
)

test(
  'React: who was never signed in sees the fallback at once, and the server is not asked',
  scene(async (lab) => {
    const { page, shows } = await open(lab, 'restoring')
    await shows('guarded', 'away')
    assert.deepEqual(await page.evaluate(() => [...window.shown]), ['away'])
    assert.equal((await lab.server.counters()).refresh.received, 0)
  }),
)

const judged = (/** @type {Page} */ page) =>
  page.waitForFunction(() => window.verdict !== undefined).then(() => page.evaluate(() => window.verdict))
const navigate = (
  /** @type {Page} */ page,
  /** @type {string | { public: boolean; } | { public?: never; } | string} */ path,
  /** @type {(string | { public: boolean; } | { public?: never; }) | undefined} */ meta = undefined,
) => page.evaluate(([path, meta]) => window.navigate(path, meta), [path, meta])

test(
  'Vue: a navigation waits until the session is restored; public routes and the login page do not',
  scene(async (lab) => {
    const { page, complaints } = await openRestoring(lab, 'restoring-vue')
    for (const [path, meta] of [
      ['/about', { public: true }],
      ['/login', {}],
    ]) {
      await navigate(page, path, meta)
      assert.equal(await judged(page), true)
    }
    await navigate(page, '/orders')
    // A round trip to the server: an answer that does not wait would be there by then.
    assert.equal(await page.evaluate(() => fetch('/cookie/public').then(() => window.verdict ?? null)), null)
    await lab.server.release('refresh')
    assert.equal(await judged(page), true)
    assert.equal((await lab.server.counters()).refresh.received, 1)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'Vue: after a refused restore the navigation goes to the login',
  scene(async (lab) => {
    const { page, told } = await openRestoring(lab, 'restoring-vue')
    await navigate(page, '/orders')
    await lab.server.revoke()
    await lab.server.release('refresh')
    assert.deepEqual(await judged(page), login)
    assert.deepEqual(
      (await told()).filter((/** @type {string[]} */ [event]) => event !== 'signedOut'),
      [],
    )
  }),
)

test(
  'Vue: a login while the navigation waits lets it pass, and a logout sends it to the login',
  scene(async (lab) => {
    for (const [act, verdict] of /** @type {['login' | 'logout', unknown][]} */ ([
      ['login', true],
      ['logout', login],
    ])) {
      const { page } = await openRestoring(lab, 'restoring-vue')
      await navigate(page, '/orders')
      // Not awaited: a logout waits for the server.
      await page.evaluate((act) => {
        window.auth[act]({ username: 'demo', password: 'demo' }).catch(() => {})
      }, act)
      assert.deepEqual(await judged(page), verdict)
      await lab.server.release('refresh')
      await page.close()
    }
  }),
)

test(
  'Vue: a client that is disposed of meanwhile fails the navigation, which does not hang',
  scene(async (lab) => {
    const { page } = await openRestoring(lab, 'restoring-vue')
    await navigate(page, '/orders')
    await page.evaluate(() => window.auth.dispose())
    assert.equal(await judged(page), 'DISPOSED')
    await lab.server.release('refresh')
  }),
)
