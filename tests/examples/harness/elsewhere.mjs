// What leads out of an app.
import { arrive, logIn, rows } from './lab.mjs'

/** @typedef {import('playwright-core').Page} Page */

/**
 * Ways back that lead to another site, as a link can have them. The URL parser reads "\" as "/", drops tabs and line ends, and
 * takes out "."; what is left begins with "//", after which comes a host.
 */
const leadingOut = [
  '//example.com/',
  '/%5Cexample.com/',
  '/%09/example.com/',
  '/%0A/example.com/',
  '/%0D%5Cexample.com/',
  '/.//example.com/',
  '/%2e//example.com/',
]

/** None of them is taken: neither after a login nor by who is signed in already. */
export async function tryLeadingOut(/** @type {Page} */ page) {
  for (const way of leadingOut) {
    const arrived = () =>
      arrive(page, '/orders').catch((cause) => {
        throw new Error(`${way} led to ${page.url()}`, { cause })
      })
    const login = `/login?redirect=${way}`
    await page.goto(login)
    await logIn(page)
    await arrived()
    await page.goto(login)
    await arrived()
    await rows(page).nth(19).waitFor()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
  }
}
