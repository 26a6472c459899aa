// What leads out of an app, and who comes into it from elsewhere.
import { join } from 'node:path'
import { packageFolder } from '../../e2e/harness/places.mjs'
import { arrive, logIn, rows } from './lab.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').BrowserContext} BrowserContext */

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

const ofOrders = /\/bearer\/orders(\/\d+)?$/

/** Another user logs in, and nobody has logged out: on a page of the same site that does not ask who is signed in. */
export async function logInElsewhere(/** @type {Page} */ page, /** @type {string} */ username) {
  await page.route('**/elsewhere/*', (route) => {
    const [, file] = new URL(route.request().url()).pathname.split('/elsewhere/')
    return route.fulfill(
      file ? { path: join(packageFolder, file) } : { contentType: 'text/html', body: '<!doctype html>' },
    )
  })
  await page.goto('/elsewhere/')
  await page.evaluate(async (username) => {
    const { createAuth } = await import(/** @type {any} */ ('/elsewhere/index.js'))
    const auth = await createAuth({ baseURL: '/bearer', login: '/login', refresh: '/refresh' })
    await auth.login({ username, password: username })
  }, username)
}

/**
 * The demo back-end has the same orders for everybody. Here each says whose it is: the first user's, or the next one's. A `gate`
 * keeps the replies of that user back while it is closed.
 */
async function markOrders(/** @type {BrowserContext} */ context) {
  const owners = { Ada: gate(), Grace: gate() }
  /** @type {string | undefined} */
  let first
  await context.route(ofOrders, async (route) => {
    const { authorization } = await route.request().allHeaders()
    first ??= authorization
    const owner = authorization === first ? 'Ada' : 'Grace'
    const response = await route.fetch()
    const mark = (/** @type {{ customer: string }} */ order) => ({
      ...order,
      customer: `${order.customer} for ${owner}`,
    })
    const orders = await response.json()
    const json = Array.isArray(orders) ? orders.map(mark) : mark(orders)
    await owners[owner].opened()
    // The app may have given the request up.
    await route.fulfill({ response, json }).catch(() => {})
  })
  return owners
}

function gate() {
  let opened = Promise.resolve()
  let open = () => {}
  return {
    opened: () => opened,
    open: () => open(),
    close: () => {
      opened = new Promise((resolve) => {
        open = resolve
      })
    },
  }
}

/**
 * The first user sees the list in one tab and an order in another, and loads the list again and a second order, when another user
 * logs in elsewhere. What was shown goes, and the pages load what is the other's by themselves. The function that it resolves with
 * tells all that they have shown since then.
 */
export async function tryNextUser(
  /** @type {{ page: Page, openPage: () => Promise<Page> }} */ { page: list, openPage },
) {
  const { Ada, Grace } = await markOrders(list.context())
  await list.goto('/login?redirect=/orders')
  await logIn(list)
  const order = await openPage()
  await order.goto('/orders/1003')
  for (const page of [list, order]) await page.getByText('for Ada').first().waitFor()

  Ada.close()
  Grace.close()
  const second = await openPage()
  await Promise.all([
    ...[list, second].map((page) => page.waitForRequest(ofOrders)),
    list.getByRole('button', { name: 'Load again' }).click(),
    second.goto('/orders/1002'),
  ])
  await logInElsewhere(await openPage(), 'alice')
  for (const page of [list, order]) await page.getByText('for Ada').first().waitFor({ state: 'detached' })
  const shown = await watchAll([list, order, second])
  Ada.open()
  // As long as a late reply takes to get into the page.
  await list.waitForTimeout(300)
  Grace.open()
  for (const page of [list, order, second]) await page.getByText('for Grace').first().waitFor()
  return shown
}

/** Notes all that pages show from now on; the function tells. */
async function watchAll(/** @type {Page[]} */ pages) {
  const notes = await Promise.all(
    pages.map((page) =>
      page.evaluateHandle(() => {
        const texts = [document.body.textContent]
        new MutationObserver(() => texts.push(document.body.textContent)).observe(document.body, {
          subtree: true,
          childList: true,
          characterData: true,
        })
        return texts
      }),
    ),
  )
  return async () => (await Promise.all(notes.map((note) => note.jsonValue()))).flat().join('\n---\n')
}
