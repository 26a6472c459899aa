// What holds in every example, whatever its framework.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleFolder } from '../../../scripts/examples/install.mjs'
import { toldAfterEdits } from './edits.mjs'
import { tryLeadingOut, tryNextUser } from './elsewhere.mjs'
import {
  answered,
  arrive,
  checkTypes,
  logIn,
  makeLab,
  pressed,
  rows,
  runTests,
  toasts,
  tryDevelopment,
  watchJourney,
} from './lab.mjs'
import { tryOtherOrder } from './other-order.mjs'

/** @typedef {import('playwright-core').Locator} Locator */

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../../e2e/harness/control.mjs').Control} Control */

/** Declares the tests that all examples have in common, and returns `scene` for those of its own. */
export function testExample(/** @type {string} */ name) {
  const scene = makeLab(name)
  /** A scene that sets the pages' clocks, which the server's then differs from. */
  const clocked = (/** @type {(scene: import('./scene.mjs').Scene) => unknown} */ play) =>
    scene(async (given) => {
      await play(given)
      const { complaints } = given
      complaints.splice(0, complaints.length, ...complaints.filter((text) => !/CLOCK_SKEW/.test(text)))
    })

  test('its types hold', () => checkTypes(exampleFolder(name)))

  test('its own tests pass: with the test auth in two DOMs, and with the real module', () => runTests(name))

  test('it comes up in development, too', scene(tryDevelopment))

  test(
    'three edits of the module that makes the client leave one client, by the lines of the documentation',
    scene(async (given) => {
      assert.deepEqual(await toldAfterEdits(name, true)(given), ['version 4'])
    }),
  )

  test(
    'without those lines they leave four',
    scene(async (given) => {
      const versions = await toldAfterEdits(name, false)(given)
      assert.deepEqual([...new Set(versions)].sort(), ['version 1', 'version 2', 'version 3', 'version 4'])
    }),
  )

  test(
    'users who are not logged in are asked to, and then are where they wanted to be',
    scene(async (/** @type {{ page: Page }} */ { page }) => {
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
      await given.page.getByText('seen by alice').waitFor()
      assert.doesNotMatch(await shown(), /for Ada|seen by demo/)
    }),
  )

  for (const remember of [true, false])
    test(
      `with "Remember me" ${remember ? 'ticked' : 'unticked'}, the login ${remember ? 'outlives' : 'ends with'} the browser, and not before`,
      scene(async ({ page, openPage }) => {
        const context = page.context()
        await page.goto('/login')
        const box = page.getByRole('checkbox', { name: 'Remember me' })
        assert.ok(await box.isChecked(), 'as it is wanted mostly')
        await box.setChecked(remember)
        await logIn(page)
        await rows(page).nth(19).waitFor()
        const ends = (await context.cookies())
          .filter(({ name }) => name.startsWith('authflight.'))
          .map(({ expires }) => expires)
        assert.deepEqual(ends, remember ? [] : [-1], 'a cookie of the session of the browser')
        await page.reload()
        await rows(page).nth(19).waitFor()
        // What a browser that is closed does.
        await page.close()
        for (const { name, expires } of await context.cookies())
          if (expires === -1) await context.clearCookies({ name })
        const next = await openPage()
        await next.goto('/orders')
        if (remember) await rows(next).nth(19).waitFor()
        else await arrive(next, '/login?redirect=/orders')
      }),
    )

  test(
    'an expiry in the middle of work goes unnoticed',
    scene(async (/** @type {{ page: Page, server: Control }} */ { page, server }) => {
      await page.goto('/login')
      await logIn(page)
      await rows(page).nth(19).waitFor()
      await page.waitForLoadState('networkidle') // nothing of the login's own is still on its way
      const journey = await watchJourney(page)
      await server.expireAccess()
      // Both ask at once and both expire. Not until both are answered may the next expiry come.
      await Promise.all([answered(page, '/orders'), pressed(page, 'Load again', '/me')])
      await rows(page).nth(19).waitFor()
      await server.expireAccess()
      // The list shows the same words as the order does.
      const order = answered(page, '/orders/1004')
      await page.getByRole('link', { name: '1004', exact: true }).click()
      await order
      await page.getByText('Customer').waitFor()
      assert.deepEqual(await journey(), ['/orders/1004'])
      assert.equal(await toasts(page).count(), 0)
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.received, refresh.granted], [2, 2])
    }),
  )

  test(
    'a refused refresh leads to the login once, and from there back to where the user was',
    scene(async (/** @type {{ page: Page, server: Control }} */ { page, server }) => {
      await page.goto('/login?redirect=/orders?page=1')
      await logIn(page)
      await rows(page).nth(19).waitFor()
      const journey = await watchJourney(page)
      await server.revoke()
      await server.expireAccess()
      await page.getByRole('button', { name: 'Load again' }).click()
      await arrive(page, '/login?redirect=/orders?page=1')
      await toasts(page).filter({ hasText: 'session has ended' }).waitFor()
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
    scene(async (/** @type {{ page: Page, server: Control }} */ { page, server }) => {
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
    'a page for admins: others are told so, admins find it and stay there after a reload',
    scene(async (/** @type {{ page: Page }} */ { page }) => {
      const link = page.getByRole('link', { name: 'Report' })
      const user = page.locator('.who')
      await page.goto('/login?redirect=/report')
      await logIn(page)
      await page.getByRole('heading', { name: 'Not for you' }).waitFor()
      await user.filter({ hasText: 'demo staff' }).waitFor()
      assert.equal(await link.count(), 0)
      await page.getByRole('button', { name: 'Log out' }).click()
      await page.getByRole('heading', { name: 'Log in' }).waitFor()
      await page.goto('/login?redirect=/orders')
      await logIn(page, 'alice', 'alice')
      await user.filter({ hasText: 'alice staff, admin' }).waitFor()
      await link.click()
      await arrive(page, '/report')
      await rows(page).first().waitFor()
      await page.reload()
      await rows(page).first().waitFor()
      assert.equal(await page.getByRole('heading', { name: 'Report' }).count(), 1)
    }),
  )

  test(
    'nobody is there: a modal dialog takes the focus, Escape is a sign of life, and the focus is back where it was',
    clocked(async (/** @type {{ page: Page }} */ { page }) => {
      await openOrders(page)
      const button = page.getByRole('button', { name: 'Load again' })
      await button.focus()
      await page.clock.fastForward(QUIET)
      await idleDialog(page).waitFor()
      assert.equal(await focused(page), 'Stay signed in')
      assert.ok(await idleDialog(page).evaluate((dialog) => dialog.matches(':modal')))
      assert.equal(
        await idleDialog(page).evaluate((dialog) =>
          document
            .getElementById(String(dialog.getAttribute('aria-describedby')))
            ?.textContent?.replace(/\d+/, 'N')
            .trim(),
        ),
        'You will be signed out in N s.',
      )
      await page.keyboard.press('Escape')
      await idleDialog(page).waitFor({ state: 'hidden' })
      assert.equal(await focused(page), 'Load again')
      // The time begins anew.
      await page.clock.fastForward(WARNING)
      await pressed(page, 'Load again', '/orders')
      assert.equal(await idleDialog(page).count(), 0)
    }),
  )

  test(
    'nobody is there: the countdown is announced three times, and then the login page says why it comes',
    clocked(async (/** @type {{ page: Page }} */ { page }) => {
      await openOrders(page)
      await page.clock.fastForward(QUIET)
      await idleDialog(page).waitFor()
      const said = await watchText(idleDialog(page).getByRole('status'))
      await page.clock.runFor(WARNING - 5_000)
      assert.deepEqual(
        await said(),
        [60, 30, 10].map((mark) => `Less than ${mark} seconds left.`),
      )
      await page.clock.runFor(10_000)
      await arrive(page, '/login?redirect=/orders')
      await toasts(page).filter({ hasText: 'You were away' }).waitFor()
      assert.equal(await idleDialog(page).count(), 0)
    }),
  )

  test(
    'a user who comes back is asked in the tab that has the focus, and no longer in the others; the keyboard reaches the way out',
    clocked(async ({ page, openPage }) => {
      await openOrders(page)
      const other = await openPage()
      // Playwright tells each page that it has the focus.
      await other.addInitScript(() => {
        document.hasFocus = () => false
      })
      await other.goto('/orders')
      await rows(other).nth(19).waitFor()
      await page.clock.fastForward(QUIET)
      for (const one of [page, other]) await idleDialog(one).waitFor()
      await page.bringToFront()
      await page.keyboard.press('Tab')
      await idleDialog(other).waitFor({ state: 'hidden' })
      await idleDialog(page).getByText('You are still signed in.').first().waitFor()
      assert.equal(await focused(page), 'Sign out')
      await page.keyboard.press('Enter')
      for (const one of [page, other]) await one.getByRole('heading', { name: 'Log in' }).waitFor()
    }),
  )

  return scene
}

/** As long as nobody is there without being asked, and as long as the dialog waits, in ms: `idle` in the examples' auth.ts. */
const QUIET = 841_000
const WARNING = 60_000

/** The orders, in a page whose clock the test sets. */
async function openOrders(/** @type {Page} */ page) {
  await page.clock.install()
  await page.goto('/login')
  await logIn(page)
  await rows(page).nth(19).waitFor()
}

const idleDialog = (/** @type {Page} */ page) => page.getByRole('dialog', { name: 'Are you still there?' })
const focused = (/** @type {Page} */ page) => page.evaluate(() => document.activeElement?.textContent?.trim())

/** Notes each text that an element has, from the present one on; the function tells. */
async function watchText(/** @type {Locator} */ locator) {
  const texts = await locator.evaluateHandle((element) => {
    const texts = [element.textContent]
    new MutationObserver(() => {
      if (texts.at(-1) !== element.textContent) texts.push(element.textContent)
    }).observe(element, { subtree: true, childList: true, characterData: true })
    return texts
  })
  return () => texts.jsonValue()
}
