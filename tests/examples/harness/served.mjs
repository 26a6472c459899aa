// An example that its own server renders, as it is in production; and what holds in every one of them.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { freePort } from '../../../scripts/shared/free-port.mjs'
import { launchBrowser } from '../../e2e/harness/browser.mjs'
import { startServer } from '../../e2e/harness/server.mjs'
import { ownEnvironment, started } from '../../packaging/harness/process.mjs'
import { builtExample } from './built.mjs'
import { tryLeadingOut, tryNextUser } from './elsewhere.mjs'
import { startFront } from './front.mjs'
import { arrive, logIn, rows } from './lab.mjs'
import { tryOtherOrder } from './other-order.mjs'
import { sceneOf } from './scene.mjs'

/** @typedef {import('playwright-core').Page} Page */

/**
 * @typedef {object} Served
 * @property {string} program
 * @property {(built: { folder: string, program: string, port: number }) => string[]} start
 * @property {RegExp} ready
 * @property {NodeJS.ProcessEnv} [env]
 */

/**
 * Declares the tests that all such examples have in common, and returns `scene` for those of its own.
 * @param how `program`: what builds it, below the tools' node_modules; `start({ folder, program, port })`: the arguments by which
 * Node serves it; `ready`: the line that says it is
 */
export function testServedExample(
  /** @type {string} */ name,
  /** @type {Served} */ { program, start, ready, env },
) {
  const lab = /** @type {import('./scene.mjs').Lab & { folder: string }} */ ({})
  const folder = mkdtempSync(join(tmpdir(), 'authflight-served-'))
  const clients = join(folder, 'clients')
  /** @type {{ found: RegExpExecArray; stop(): Promise<void>; }} */
  let site
  /** @type {{ url: string; stop(): Promise<void>; }} */
  let front

  before(async () => {
    const built = await builtExample(name, { program, env })
    lab.folder = built.folder
    lab.server = await startServer()
    writeFileSync(clients, '')
    const counter = new URL('count-clients.mjs', import.meta.url).href
    const port = await freePort()
    site = await started(process.execPath, ['--import', counter, ...start({ ...built, port })], ready, {
      cwd: built.folder,
      env: { ...ownEnvironment, ...env, PORT: String(port), HOST: '127.0.0.1', AUTHFLIGHT_CLIENTS: clients },
    })
    front = await startFront({ app: `http://127.0.0.1:${port}`, demo: lab.server.url })
    lab.url = front.url
    lab.browser = await launchBrowser()
  })
  after(async () => {
    await lab.browser?.close()
    await front?.stop()
    await site?.stop()
    await lab.server?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const scene = sceneOf(lab)

  test(
    'users who are not signed in see no protected page, are asked to log in, and then are where they wanted to be',
    scene(async ({ page }) => {
      const shown = await watchTexts(page)
      await page.goto('/orders/1003')
      await arrive(page, '/login?redirect=/orders/1003')
      await page.getByRole('button', { name: 'Log in' }).waitFor()
      assert.doesNotMatch(await shown(), /Order 1003|Customer/)
      await logIn(page, 'wrong')
      await page.locator('.wrong').waitFor()
      await logIn(page)
      await arrive(page, '/orders/1003')
      await page.getByText('Customer').waitFor()
    }),
  )

  test(
    'a way back that leads elsewhere is not taken',
    scene(({ page }) => tryLeadingOut(page)),
  )

  test(
    'from order to order nothing of one stands under the number of another',
    scene(({ page }) => tryOtherOrder(page)),
  )

  test(
    'another user who logs in without a logout sees nothing of what the last has loaded',
    scene(async (given) => {
      const shown = await tryNextUser(given)
      assert.doesNotMatch(await shown(), /for Ada/)
    }),
  )

  test(
    'the HTML from the server has the public page in it, and nothing of the protected ones',
    scene(async ({ url }) => {
      const html = async (/** @type {string} */ path) => (await fetch(url + path)).text()
      assert.match(await html('/'), /<h1[^>]*>Welcome<\/h1>/)
      for (const path of ['/orders', '/orders/1003', '/orders/ten'])
        assert.doesNotMatch(await html(path), /<h1|Order 1003|Customer|Load again|All orders/, path)
    }),
  )

  test(
    'who is signed in sees no sign of the contrary when a page is loaded again',
    scene(async ({ page }) => {
      await page.goto('/login?redirect=/orders')
      await logIn(page)
      await rows(page).nth(19).waitFor()
      const shown = await watchTexts(page)
      for (const path of ['/orders', '/orders/1003', '/', '/login?redirect=/orders']) {
        await page.goto(path)
        await page.getByRole('button', { name: 'Log out' }).waitFor()
        await page.getByText(path === '/' ? 'Welcome' : 'Customer').waitFor()
        assert.doesNotMatch(await shown(), /Log in/, path)
      }
      assert.equal(new URL(page.url()).pathname, '/orders')
    }),
  )

  test(
    'a mismatch between the page of the server and that of the browser would be told',
    scene(async ({ page, complaints }) => {
      await page.goto('/mismatch')
      await page.getByText('rendered by object').waitFor()
      assert.match(complaints.splice(0).join('\n'), /mismatch|hydrat|#418/i)
    }),
  )

  test(
    'ten requests at once after an expiry cost one refresh',
    scene(async ({ page, server }) => {
      await page.goto('/login?redirect=/orders/ten')
      await logIn(page)
      const button = page.getByRole('button', { name: 'Ten at once' })
      await button.waitFor()
      await server.expireAccess()
      await button.click()
      await page.getByText('200 '.repeat(10).trim()).waitFor()
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.received, refresh.granted], [1, 1])
    }),
  )

  test(
    'a page has one client, on whatever pages of the app its user goes',
    scene(async ({ page }) => {
      await page.addInitScript(() => {
        window.channels = []
        window.BroadcastChannel = class extends BroadcastChannel {
          constructor(/** @type {string} */ name) {
            super(name)
            if (name.startsWith('authflight')) window.channels.push(name)
          }
        }
      })
      await page.goto('/')
      await page.getByRole('link', { name: 'Log in' }).click()
      await logIn(page)
      await page.getByRole('link', { name: '1004', exact: true }).click()
      await page.getByText('Customer').waitFor()
      await page.getByRole('link', { name: 'authflight in' }).click()
      await page.getByText('Welcome').waitFor()
      assert.equal(await page.evaluate(() => window.channels.length), 1)
    }),
  )

  test(
    'the server makes no more clients, however many pages it renders',
    scene(async ({ url }) => {
      const render = async (/** @type {number} */ times) => {
        for (let time = 0; time < times; time++)
          for (const path of ['/', '/login', '/orders', '/orders/1003', '/careless'])
            assert.equal((await fetch(url + path)).status, 200)
        return readFileSync(clients, 'utf8').length
      }
      const first = await render(1)
      assert.ok(first >= 1, 'they are counted')
      assert.equal(await render(20), first)
    }),
  )

  test(
    'a session that ends leads to the login once, and from there back; a logout in one tab is one in the other',
    scene(async ({ page, openPage, server }) => {
      await page.goto('/login?redirect=/orders?page=1')
      await logIn(page)
      await rows(page).nth(19).waitFor()
      await server.revoke()
      await server.expireAccess()
      await page.getByRole('button', { name: 'Load again' }).click()
      await arrive(page, '/login?redirect=/orders?page=1')
      await logIn(page)
      await arrive(page, '/orders?page=1')
      await rows(page).nth(19).waitFor()
      const other = await openPage()
      await other.goto('/orders/1002')
      await other.getByText('Customer').waitFor()
      await page.getByRole('button', { name: 'Log out' }).click()
      await page.getByRole('heading', { name: 'Log in' }).waitFor()
      await arrive(other, '/login?redirect=/orders/1002')
    }),
  )

  return scene
}

/** Notes all that each document shows from its first tag on. The function tells what the present one has shown. */
async function watchTexts(/** @type {Page} */ page) {
  await page.addInitScript(() => {
    window.shown = new Set()
    // biome-ignore lint/performance/useDomNodeTextContent: only what shows, and not what is in scripts
    const look = () => window.shown.add(document.body?.innerText ?? '')
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
  })
  return () => page.evaluate(() => [...window.shown].join('\n---\n'))
}
