// The devtools in a Vue and in a React app, bundled as a user's bundler does.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openApp } from './harness/app-page.mjs'
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
      const { page, complaints, shows } = await openApp({ context, url }, `${name}.html`)
      await shows('status', 'signedOut')
      await page.evaluate(() => auth.login({ username: 'demo', password: 'demo' }))
      await shows('status', 'signedIn')
      await server.expireAccess()
      assert.equal(await page.evaluate(async () => (await auth.fetch('/me')).status), 200)
      // The login's mark, the refresh, and the request.
      await hasRows(page, 2)
      await page.locator('authflight-devtools .label', { hasText: 'GET /bearer/me' }).waitFor()
      assert.equal(await page.locator('authflight-devtools').count(), 1)
      assert.deepEqual(complaints, [])
    }),
  )
