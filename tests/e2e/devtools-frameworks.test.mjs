// The devtools in a Vue and in a React app, bundled as a user's bundler does.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { bundleApps } from './harness/apps.mjs'
import { hasRows } from './harness/devtools.mjs'
import { makeLab } from './harness/lab.mjs'

const apps = await bundleApps(['devtools-vue.js', 'devtools-react.jsx'])
after(() => apps.remove())

const scene = makeLab({ mounts: { apps: apps.folder } })

for (const name of ['devtools-vue', 'devtools-react'])
  test(
    `${name}: one panel, and it shows what the app's client does`,
    scene(async ({ server, context, url }) => {
      const page = await context.newPage()
      /** @type {string[]} */
      const complaints = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load'))
          complaints.push(message.text())
      })
      await page.goto(`${url}/apps/${name}.html`)
      await page.locator('#status', { hasText: 'signedOut' }).waitFor()
      await page.evaluate(() => auth.login({ username: 'demo', password: 'demo' }))
      await page.locator('#status', { hasText: 'signedIn' }).waitFor()
      await server.expireAccess()
      assert.equal(await page.evaluate(async () => (await auth.fetch('/me')).status), 200)
      // The login's mark, the refresh, and the request.
      await hasRows(page, 2)
      await page.locator('authflight-devtools .label', { hasText: 'GET /bearer/me' }).waitFor()
      assert.equal(await page.locator('authflight-devtools').count(), 1)
      assert.deepEqual(complaints, [])
    }),
  )
