// The Vue example, used as its user uses it.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { arrive, checkTypes, logIn, makeLab, pressed, tryDevelopment, watchJourney } from './harness/lab.mjs'

const scene = makeLab('vue')

const rows = (page) => page.locator('tbody tr')
/** Notes each share of the upload that the page shows from now on, in percent; the function tells. */
async function watchShare(page) {
  await page.evaluate(() => {
    window.shares = []
    new MutationObserver(() => {
      const share = Number.parseInt(document.querySelector('.share')?.textContent, 10)
      if (window.shares.at(-1) !== share) window.shares.push(share)
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  return () => page.evaluate(() => window.shares)
}

async function slowUploads(page, bytesPerSecond) {
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Network.enable')
  await devTools.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: -1 },
    uploadThroughput: bytesPerSecond,
  })
}

const toasts = (page) => page.locator('.toasts li')

test('its types hold', () => checkTypes('vue'))

test('it comes up in development, too', scene(tryDevelopment))

test(
  'whoever is not logged in is asked to, and then is where he wanted to be',
  scene(async ({ page }) => {
    await page.goto('/orders/1003')
    await arrive(page, '/login?redirect=/orders/1003')
    await logIn(page, 'wrong')
    await page.getByRole('alert').waitFor()
    await logIn(page)
    await arrive(page, '/orders/1003')
    await page.getByText('Customer').waitFor()
  }),
)

test(
  'a way back that leads elsewhere is not taken',
  scene(async ({ page }) => {
    await page.goto('/login?redirect=//example.com/')
    await logIn(page)
    await arrive(page, '/orders')
  }),
)

test(
  'an expiry in the middle of work goes unnoticed',
  scene(async ({ page, server }) => {
    await page.goto('/login')
    await logIn(page)
    await rows(page).nth(19).waitFor()
    const journey = await watchJourney(page)
    await server.expireAccess()
    await pressed(page, 'Load again', '/me') // asks for the orders, too: two expire at once
    await rows(page).nth(19).waitFor()
    await server.expireAccess()
    await page.getByRole('link', { name: '1004', exact: true }).click()
    await page.getByText('Customer').waitFor()
    assert.deepEqual(await journey(), ['/orders/1004'])
    assert.equal(await toasts(page).count(), 0)
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.granted], [2, 2])
  }),
)

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
      shares.some((share) => share > 0 && share < 100),
      `what was shown on the way: ${shares}`,
    )
    assert.equal(shares.at(-1), 100)
    assert.equal((await server.counters()).refresh.received, 1)
    assert.equal(await toasts(page).count(), 0)
  }),
)

test(
  'a refused refresh leads to the login once, and from there back to where the user was',
  scene(async ({ page, server }) => {
    await page.goto('/login?redirect=/orders?page=1')
    await logIn(page)
    await rows(page).nth(19).waitFor()
    const journey = await watchJourney(page)
    await server.revoke()
    await server.expireAccess()
    await page.getByRole('button', { name: 'Load again' }).click()
    await arrive(page, '/login?redirect=/orders?page=1')
    assert.equal(await toasts(page).count(), 1)
    assert.deepEqual(await journey(), ['/login'])
    await logIn(page)
    await arrive(page, '/orders?page=1')
    await rows(page).nth(19).waitFor()
    assert.deepEqual(await journey(), ['/login', '/orders'])
    assert.equal((await server.counters()).refresh.received, 1)
  }),
)

test(
  'what fails is said in a toast, and nobody is logged out for it',
  scene(async ({ page, server }) => {
    await page.goto('/login')
    await logIn(page)
    await rows(page).nth(19).waitFor()
    await server.fail({ target: 'resource', kind: 'status', status: 503 })
    await page.getByRole('button', { name: 'Load again' }).click()
    await toasts(page).filter({ hasText: '503' }).waitFor()
    assert.equal(await rows(page).count(), 20)
    await pressed(page, 'Load again', '/orders')
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
    await arrive(other, '/login')
    await page.reload()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
  }),
)
