// An example as it is shipped: the packed tarball installed, built by Vite, served with the demo back-end behind it.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { exampleFolder, installExample } from '../../../scripts/examples/install.mjs'
import { launchBrowser } from '../../e2e/harness/browser.mjs'
import { startServer } from '../../e2e/harness/server.mjs'
import { ended, started } from '../../packaging/harness/process.mjs'
import { sceneOf } from './scene.mjs'

/** @typedef {import('playwright-core').Page} Page */

const compiler = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url))

/** Returns `scene`, which wraps a test: `test('…', scene(async ({ page, server }) => { … }))`. */
export function makeLab(/** @type {string} */ name) {
  const folder = exampleFolder(name)
  const vite = join(folder, 'node_modules/vite/bin/vite.js')
  const serve = (/** @type {string[]} */ ...mode) =>
    started(
      process.execPath,
      [vite, ...mode, '--host', '127.0.0.1', '--port', '0'],
      /Local: +(http:\S+?)\/?$/,
      {
        cwd: folder,
        env: { ...process.env, NO_COLOR: '1', AUTHFLIGHT_DEMO: lab.server.url },
      },
    )
  const lab = /** @type {import('./scene.mjs').Lab & { serve: typeof serve }} */ ({ serve })
  /** @type {{ found: RegExpExecArray; stop(): Promise<void>; }} */
  let site

  before(async () => {
    await installExample(name)
    const { code, out, err } = await ended(process.execPath, [vite, 'build'], { cwd: folder })
    assert.equal(code, 0, err)
    assert.doesNotMatch(out + err, /warn/i)
    lab.server = await startServer()
    site = await serve('preview')
    lab.url = site.found[1]
    lab.browser = await launchBrowser()
  })
  after(async () => {
    await lab.browser?.close()
    await site?.stop()
    await lab.server?.stop()
  })

  return sceneOf(lab)
}

/** The compiler has nothing to say of the example's TypeScript. */
export async function checkTypes(/** @type {string} */ folder, project = '.') {
  const { out, err } = await ended(process.execPath, [compiler, '--noEmit', '-p', project], { cwd: folder })
  assert.equal(out + err, '')
}

/** The tests that the example has of its own, as its `npm test` runs them. */
export async function runTests(/** @type {string} */ name) {
  const cwd = exampleFolder(name)
  const vitest = join(cwd, 'node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', '--reporter', 'json']
  const { code, out, err } = await ended(process.execPath, args, { cwd, limit: 180_000 })
  assert.equal(code, 0, out + err)
  const { numPassedTests, numTotalTests, testResults } = JSON.parse(out.slice(out.indexOf('{')))
  assert.equal(numPassedTests, numTotalTests)
  assert.equal(testResults.length, 3, 'one file in three projects')
}

export const rows = (/** @type {Page} */ page) => page.locator('tbody tr')
export const toasts = (/** @type {Page} */ page) => page.locator('.toasts li')

/** The app in Vite's development server, as `npm run example:…` shows it: it comes up whole, and works. */
export async function tryDevelopment(
  /** @type {{ page: Page, serve: (...mode: string[]) => ReturnType<typeof started> }} */ { page, serve },
) {
  const site = await serve()
  try {
    await page.goto(`${site.found[1]}/login`)
    await logIn(page)
    await rows(page).nth(19).waitFor()
    const mark = page.locator('.brand img')
    assert.ok(
      await mark.evaluate((/** @type {HTMLImageElement} */ image) =>
        image.decode().then(() => image.naturalWidth > 0),
      ),
    )
    const icon = await page
      .locator('link[rel=icon]')
      .evaluate(async (/** @type {HTMLLinkElement} */ { href }) => (await fetch(href)).text())
    assert.match(icon, /<svg/)
  } finally {
    await site.stop()
  }
}

export async function logIn(/** @type {Page} */ page, password = 'demo', username = 'demo') {
  await page.getByLabel('Name').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/** Resolves once the page is there. */
export const arrive = (/** @type {Page} */ page, /** @type {string} */ path) =>
  page.waitForFunction((path) => decodeURIComponent(location.pathname + location.search) === path, path)

/** Watches where the page goes from now on, whoever takes it there; `journey()` tells. */
export async function watchJourney(/** @type {Page} */ page) {
  await page.evaluate(() => {
    window.journey = [location.pathname]
    const { navigation } = /** @type {any} */ (window)
    navigation.addEventListener('currententrychange', () => {
      if (window.journey.at(-1) !== location.pathname) window.journey.push(location.pathname)
    })
  })
  return () => page.evaluate(() => window.journey.slice(1))
}

/** The next good reply from a path: the one that counts, whatever 401 came before. */
export const answered = (/** @type {Page} */ page, /** @type {string} */ path) =>
  page.waitForResponse((reply) => new URL(reply.url()).pathname.endsWith(path) && reply.ok())

/** Presses a button that loads, and resolves with the reply that it got in the end. */
export async function pressed(
  /** @type {Page} */ page,
  /** @type {string} */ name,
  /** @type {string} */ path,
) {
  const [reply] = await Promise.all([answered(page, path), page.getByRole('button', { name }).click()])
  return reply
}
