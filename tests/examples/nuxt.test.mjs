// The Nuxt example, built by `nuxt build` and served by Node.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkTypes, logIn, rows } from './harness/lab.mjs'
import { testServedExample } from './harness/served.mjs'

const scene = testServedExample('nuxt', {
  program: 'nuxt/bin/nuxt.mjs',
  start: () => ['.output/server/index.mjs'],
  ready: /Listening on (http:\S+?)\/?$/,
  env: { NUXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
})

// `next build` checks those of Next by itself.
test(
  'its types hold',
  scene(({ folder }) => checkTypes(folder, '.nuxt/tsconfig.app.json')),
)

test(
  'useAsyncData without `server: false` is an error that names it in the page that the server renders, and no crash',
  scene(async ({ url }) => {
    const reply = await fetch(`${url}/careless`)
    const html = await reply.text()
    assert.equal(reply.status, 200)
    assert.match(html, /<p id="status"[^>]*>signedOut</)
    assert.match(html, /<p id="careless"[^>]*>Network Error\. On a server [^<]* server: false/)
  }),
)

test(
  'what the server has loaded for everybody stays, for who is signed in, too',
  scene(async ({ page }) => {
    await page.goto('/login')
    await logIn(page)
    await rows(page).nth(19).waitFor()
    await page.goto('/news')
    await page.getByRole('button', { name: 'Log out' }).waitFor()
    await page.getByText('loaded by the server').waitFor()
  }),
)
