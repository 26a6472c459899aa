// The Next example, built by `next build` and served by `next start`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logIn } from './harness/lab.mjs'
import { testServedExample } from './harness/served.mjs'

const scene = testServedExample('next', {
  program: 'next/dist/bin/next',
  start: ({ program, port }) => [program, 'start', '--hostname', '127.0.0.1', '--port', String(port)],
  ready: /Local: +(http:\S+?)\/?$/,
  env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
})

test(
  'a server component that uses the client gets an error, and does not break the page',
  scene(async ({ url }) => {
    const reply = await fetch(`${url}/careless`)
    const html = await reply.text()
    assert.equal(reply.status, 200)
    assert.match(html, /<p id="status"[^>]*>signedOut</)
    assert.match(html, /<p id="careless"[^>]*>ERR_NETWORK: Network Error\. On a server /)
  }),
)

test(
  'what a path gave is not shown for another one, and a late answer is neither for another path nor after a newer one',
  scene(async ({ page }) => {
    /** Answers each request for an order, in their order; the first number is the order's. @type {[number, (customer: string) => Promise<void>][]} */
    const asked = []
    await page.route(/\/bearer\/orders\/\d+$/, (route) => {
      const id = Number(route.request().url().split('/').at(-1))
      // The page may have given the request up.
      asked.push([id, (customer) => route.fulfill({ json: { customer } }).catch(() => {})])
    })
    const ids = () => asked.map(([id]) => id)
    const isAsked = async (/** @type {number} */ times) => {
      while (asked.length < times) await page.evaluate(() => {})
    }
    const press = (/** @type {string} */ name) => page.getByRole('button', { name, exact: true }).click()
    const shows = (/** @type {string} */ text) => page.locator('#either', { hasText: text }).waitFor()
    await page.goto('/login?redirect=/orders/either')
    await logIn(page)
    await isAsked(1)
    await asked[0][1]('Ada')
    await shows('Ada')

    await press('Load again')
    await isAsked(2)
    await shows('Ada')
    await press('Second')
    await isAsked(3)
    await shows('Loading …')
    await asked[1][1]('Ada, late')
    await asked[2][1]('Grace')
    await shows('Grace')

    await press('Load again')
    await isAsked(4)
    await press('Load again')
    await isAsked(5)
    await asked[4][1]('Grace, newer')
    await shows('Grace, newer')
    await asked[3][1]('Grace, older')
    // As long as a late reply takes to get into the page.
    await page.waitForTimeout(300)
    await shows('Grace, newer')
    assert.deepEqual(ids(), [1001, 1001, 1002, 1002, 1002])
  }),
)
