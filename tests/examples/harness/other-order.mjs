// Another order by the same page: what stands under a number is that order's, or nothing yet.
import assert from 'node:assert/strict'
import { logIn, rows } from './lab.mjs'

/** @typedef {import('playwright-core').Page} Page */

const heading = (/** @type {Page} */ page, /** @type {number} */ id) =>
  page.getByRole('heading', { name: `Order ${id}` })

/** Goes from order to order by the browser's own buttons, which leave the page where it is, while answers are held back. */
export async function tryOtherOrder(/** @type {Page} */ page) {
  /** The orders that are asked for; each is answered when the test says so. @type {Map<number, () => void>} */
  const held = new Map()
  let isHolding = false
  await page.route(/\/bearer\/orders\/\d+$/, async (route) => {
    const id = Number(route.request().url().split('/').at(-1))
    if (isHolding)
      await new Promise((go) => {
        held.set(id, () => go(undefined))
      })
    const json = { id, customer: `the customer of ${id}`, date: '2026-01-31', total: id }
    // The page may have given the request up.
    await route.fulfill({ json }).catch(() => {})
  })
  await page.goto('/login?redirect=/orders')
  await logIn(page)
  await rows(page).nth(19).waitFor()
  const link = (/** @type {string} */ name) => page.getByRole('link', { name, exact: true })
  // Left before its answer: a library has none to show of it when the user comes back.
  isHolding = true
  await link('1001').click()
  await heading(page, 1001).waitFor()
  await link('All orders').click()
  isHolding = false
  await link('1002').click()
  await page.getByText('the customer of 1002').waitFor()
  held.clear()
  const texts = await page.evaluateHandle(() => {
    const texts = new Set([document.body.textContent])
    new MutationObserver(() => texts.add(document.body.textContent)).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    })
    return texts
  })

  isHolding = true
  await page.evaluate(() => history.go(-2))
  await heading(page, 1001).waitFor()
  await page.getByText('the customer of 1002').waitFor({ state: 'detached' })
  while (!held.has(1001)) await page.evaluate(() => {})
  // It comes late: the user is at the other order again by then.
  isHolding = false
  await page.evaluate(() => history.go(2))
  await heading(page, 1002).waitFor()
  held.get(1001)?.()
  await page.getByText('the customer of 1002').waitFor()
  // As long as a late reply takes to get into the page.
  await page.waitForTimeout(300)
  await page.getByText('the customer of 1002').waitFor()
  for (const text of await texts.evaluate((texts) => [...texts]))
    for (const [id, other] of [
      [1001, 1002],
      [1002, 1001],
    ])
      assert.ok(!(text?.includes(`Order ${id}`) && text.includes(`the customer of ${other}`)), String(text))
}
