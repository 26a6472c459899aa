// Pages that a server renders: nobody is signed in there, and the browser takes over without a word of complaint.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createAuth } from 'authflight'
import { authGuard } from 'authflight/vue'
import { renderToString as reactToString } from 'react-dom/server'
import { renderToString as vueToString } from 'vue/server-renderer'
import { makeApp as makeReactApp } from './apps/served-react.js'
import { makeApp as makeVueApp } from './apps/served-vue.js'
import { bundleApps } from './harness/apps.mjs'
import { makeLab } from './harness/lab.mjs'
import { bearer } from './harness/tab.mjs'

// Somebody is signed in on the server, as may happen where a client is kept there: his session is for no page.
const auth = await createAuth(bearer)
await auth.setTokens({ access: 'of somebody' })
let listening = 0
const counting = Object.create(auth, {
  subscribe: {
    value: (listener) => {
      listening++
      return auth.subscribe(listener)
    },
  },
})

const markup = {
  vue: await vueToString(makeVueApp(counting)),
  react: reactToString(makeReactApp(counting)),
}

const apps = await bundleApps(['served-vue-page.js', 'served-react-page.js'])
for (const [name, html] of Object.entries(markup)) {
  const file = join(apps.folder, `served-${name}-page.html`)
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/<main id="app"><\/main>/, `<div id="app">${html}</div>`),
  )
}
after(() => apps.remove())

const scene = makeLab({ mounts: { apps: apps.folder } })

test('a server renders nobody, and leaves nobody listening', () => {
  assert.equal(auth.session.status, 'signedIn')
  assert.match(markup.vue, /<output id="status">signedOut<\/output>/)
  assert.match(markup.react, /<output id="status">signedOut<\/output><output id="guarded">pending<\/output>/)
  assert.equal(listening, 0)
})

test('the router guard lets all pass on a server, which cannot know who asks', async () => {
  const guard = authGuard(await createAuth(bearer))
  assert.equal(guard({ path: '/orders', fullPath: '/orders', meta: {} }), true)
})

for (const name of ['vue', 'react']) {
  test(
    `${name}: the browser finds its session after hydrating, and follows it`,
    scene(async ({ context, url, openSignedIn }) => {
      await openSignedIn()
      const page = await context.newPage()
      const complaints = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      await page.goto(`${url}/apps/served-${name}-page.html`)
      await page.locator('#status', { hasText: 'signedIn' }).waitFor()
      if (name === 'react') {
        await page.locator('#guarded', { hasText: 'inside' }).waitFor()
        assert.equal(await page.evaluate(() => window.ledAway), undefined)
      }
      await page.evaluate(() => window.auth.logout())
      await page.locator('#status', { hasText: 'signedOut' }).waitFor()
      assert.deepEqual(complaints, [])
    }),
  )
}
