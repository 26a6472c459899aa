// The Vue example, used as its user uses it.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { logInElsewhere } from './harness/elsewhere.mjs'
import { testExample } from './harness/every.mjs'
import { arrive, logIn, rows, toasts } from './harness/lab.mjs'

/** @typedef {import('playwright-core').Page} Page */

const scene = testExample('vue')

/** Notes each share of the upload that the page shows from now on, in percent; the function tells. */
async function watchShare(/** @type {Page} */ page) {
  await page.evaluate(() => {
    window.shares = []
    new MutationObserver(() => {
      const share = Number.parseInt(document.querySelector('.share')?.textContent, 10)
      if (window.shares.at(-1) !== share) window.shares.push(share)
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  return () => page.evaluate(() => window.shares)
}

async function slowUploads(/** @type {Page} */ page, /** @type {number} */ bytesPerSecond) {
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Network.enable')
  await devTools.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: -1 },
    uploadThroughput: bytesPerSecond,
  })
}

test(
  'a file whose token has expired on the way arrives whole, and its progress shows',
  scene(async ({ page, server }) => {
    await page.goto('/login?redirect=/upload')
    await logIn(page)
    const file = page.getByLabel('Choose a file')
    await file.waitFor({ state: 'attached' })
    await server.expireAccess()
    const shown = await watchShare(page)
    await slowUploads(page, 4_000_000)
    const buffer = randomBytes(2_000_000)
    await file.setInputFiles({ name: 'film.bin', mimeType: 'application/octet-stream', buffer })
    await page.locator('.digest').waitFor()
    assert.equal(
      await page.locator('.digest').textContent(),
      createHash('sha256').update(buffer).digest('hex'),
    )
    const shares = await shown()
    assert.ok(
      shares.some((/** @type {number} */ share) => share > 0 && share < 100),
      `what was shown on the way: ${shares}`,
    )
    assert.equal(shares.at(-1), 100)
    assert.equal((await server.counters()).refresh.received, 1)
    assert.equal(await toasts(page).count(), 0)
  }),
)

test(
  'another user who logs in without a logout does not see what the last has uploaded',
  scene(async ({ page, openPage }) => {
    await page.goto('/login?redirect=/upload')
    await logIn(page)
    const file = { name: 'film.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(1000) }
    await page.getByLabel('Choose a file').setInputFiles(file)
    await page.locator('.digest').waitFor()
    await logInElsewhere(await openPage(), 'alice')
    await page.getByText('film.bin').waitFor({ state: 'detached' })
    await page.locator('.who').filter({ hasText: 'alice' }).waitFor()
    assert.equal(await page.locator('.digest').count(), 0)
  }),
)

test(
  'a logout in one tab is one in the other',
  scene(async ({ page, openPage }) => {
    await page.goto('/login')
    await logIn(page)
    await rows(page).nth(19).waitFor()
    const other = await openPage()
    await other.goto('/upload')
    await other.getByLabel('Choose a file').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Log out' }).click()
    await arrive(page, '/login')
    await arrive(other, '/login?redirect=/upload')
    await page.reload()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
  }),
)
