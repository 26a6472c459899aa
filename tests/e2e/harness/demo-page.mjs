// The demo page, opened and used as its reader does.
import assert from 'node:assert/strict'
import { Tab } from './tab.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ context: import('playwright-core').BrowserContext, url: string }} Opener */

/** What the page calls a part of it; the list is in www/index.html. */
export const part = (/** @type {string} */ name) => `[data-test="${name}"]`

export const desktop = { width: 1280, height: 900 }
export const phone = { width: 390, height: 844 }

export async function openPage(/** @type {Opener} */ { context, url }, viewport = desktop) {
  const page = await context.newPage()
  await page.setViewportSize(viewport)
  const { complaints } = new Tab(page, { url })
  await page.goto(url)
  await page.waitForSelector(`${part('login')}:enabled`)
  return { page, complaints }
}

export async function login(/** @type {Page} */ page, password = 'demo', username = 'demo') {
  await page.fill(part('username'), username)
  await page.fill(part('password'), password)
  await page.click(part('login'))
}

/** Gives the server an order by the page's own button, and resolves once it has been carried out. */
export const order = (/** @type {Page} */ page, /** @type {string} */ name) =>
  Promise.all([
    page.waitForResponse((reply) => reply.url().includes('/control/') && reply.request().method() === 'POST'),
    page.click(part(name)),
  ])

/** Resolves once the page shows that somebody is signed in, and who: nothing of the login is still on its way. */
export async function signedIn(/** @type {Page} */ page) {
  await page.waitForSelector(`${part('status')}[data-status="signedIn"]`)
  await page.waitForFunction(() => document.querySelector('[data-test="user"]').textContent !== '…')
}

/** Who is signed in, as the page shows it. */
export const shownUser = async (/** @type {Page} */ page) => [
  await page.textContent(part('user')),
  await page.textContent(part('roles')),
]

/** Resolves once that is in the page's code, or is not any more. */
export const inCode = (/** @type {Page} */ page, /** @type {string} */ text, isThere = true) =>
  page.waitForFunction(
    ([text, isThere]) => document.querySelector('[data-test="code"]').textContent.includes(text) === isThere,
    [text, isThere],
  )

/** Chooses a dialect and waits until the page speaks it. */
export async function choose(/** @type {Page} */ page, /** @type {string} */ name) {
  await page.selectOption(part('dialect'), name)
  await inCode(page, `baseURL: '/${name}'`)
  await page.waitForSelector(`${part('dialect')}:enabled`)
}

export async function openSignedIn(/** @type {Opener} */ lab, viewport = desktop) {
  const opened = await openPage(lab, viewport)
  await login(opened.page)
  await signedIn(opened.page)
  return opened
}

export const number = async (/** @type {Page} */ page, /** @type {string} */ name) =>
  Number(await page.textContent(part(name)))

/** Starts a batch, and resolves once it is on the page. */
export async function start(/** @type {Page} */ page, /** @type {number} */ count) {
  const before = await page.locator(part('batch')).count()
  await page.click(part(`fire-${count}`))
  await page.waitForFunction(
    (before) => document.querySelectorAll('[data-test="batch"]').length > before,
    before,
  )
}

/** Fires a batch and returns what came of each request. */
export async function fire(/** @type {Page} */ page, /** @type {number} */ count) {
  await start(page, count)
  await page.waitForFunction(() => !document.querySelector('[data-test="batch"][data-state="running"]'))
  const newest = await page.$eval(part('batch'), (batch) =>
    [...batch.querySelectorAll('[data-test="request-row"]')].map(
      (row) => /** @type {string} */ (row.dataset.result),
    ),
  )
  assert.equal(newest.length, count, 'the newest batch comes first')
  return newest
}
