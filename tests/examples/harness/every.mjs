// What holds in every example, whatever its framework.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toldAfterEdits } from './edits.mjs'
import {
  answered,
  arrive,
  checkTypes,
  logIn,
  makeLab,
  pressed,
  rows,
  toasts,
  tryDevelopment,
  watchJourney,
} from './lab.mjs'

/** Declares the tests that all examples have in common, and returns `scene` for those of its own. */
export function testExample(name) {
  const scene = makeLab(name)

  test('its types hold', () => checkTypes(name))

  test('it comes up in development, too', scene(tryDevelopment))

  test(
    'three edits of the module that makes the client leave one client, by the lines of the README',
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
    scene(async ({ page, server }) => {
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

  return scene
}
