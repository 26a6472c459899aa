// The React example, used as its user uses it, under StrictMode.
import { test } from 'node:test'
import { testExample } from './harness/every.mjs'
import { arrive, logIn, rows } from './harness/lab.mjs'

const scene = testExample('react')

test(
  'a logout in one tab is one in the other, and the next user sees nothing of the last',
  scene(async ({ page, openPage }) => {
    await page.goto('/login')
    await logIn(page)
    await rows(page).nth(19).waitFor()
    const other = await openPage()
    await other.goto('/orders/1002')
    await other.getByText('Customer').waitFor()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    await arrive(other, '/login?redirect=/orders/1002')
    await logIn(page, 'alice', 'alice')
    await page.getByText('seen by alice').waitFor()
  }),
)
