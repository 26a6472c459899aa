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
import { inLedger } from './harness/in-ledger.mjs'
import { makeLab } from './harness/lab.mjs'
import { bearer } from './harness/tab.mjs'

/** @typedef {import('./harness/lab.mjs').Scene} Scene */

// Somebody is signed in on the server, as may happen where a client is kept there: his session is for no page.
const auth = await createAuth(bearer)
const claims = Buffer.from('{"sub":"somebody"}').toString('base64url')
await auth.setTokens({ access: `e30.${claims}.c2ln` })
let listening = 0
const counting = Object.create(auth, {
  subscribe: {
    value: (/** @type {() => void} */ listener) => {
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
  assert.equal(/** @type {any} */ (auth.user).sub, 'somebody')
  assert.match(markup.vue, /<output id="status">signedOut<\/output><output id="user">nobody<\/output>/)
  assert.match(
    markup.react,
    /<output id="status">signedOut<\/output><output id="user">nobody<\/output><output id="guarded">pending<\/output>/,
  )
  assert.match(
    markup.vue,
    /<output id="stored-status">signedOut<\/output><output id="stored-somebody">false<\/output>/,
  )
  assert.equal(listening, 0)
})

test('the router guard lets all pass on a server, which cannot know who asks', async () => {
  const guard = authGuard(await createAuth(bearer))
  assert.equal(guard({ path: '/orders', fullPath: '/orders', meta: {} }), true)
})

async function openPage(/** @type {Scene} */ { context, url }, /** @type {string} */ name, query = '') {
  const page = await context.newPage()
  /** @type {string[]} */
  const complaints = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  await page.goto(`${url}/apps/served-${name}-page.html?${query}`)
  await page.waitForFunction(() => window.auth)
  return {
    page,
    complaints,
    shows: (/** @type {string} */ id, /** @type {string} */ text) =>
      page.locator(`#${id}`, { hasText: text }).waitFor(),
  }
}

for (const name of ['vue', 'react']) {
  test(
    `${name}: the browser finds its session after hydrating, and follows it`,
    scene(async (lab) => {
      await lab.openSignedIn()
      const { page, complaints, shows } = await openPage(lab, name)
      await shows('status', 'signedIn')
      await shows('user', 'demo')
      if (name === 'react') {
        await shows('guarded', 'inside')
        assert.equal(await page.evaluate(() => window.ledAway), undefined)
      }
      if (name === 'vue') {
        assert.equal(await page.evaluate(() => window.guarded), true, 'a guard knows him at once')
        await shows('stored-status', 'signedIn')
        await shows('stored-somebody', 'true')
      }
      await page.evaluate(() => window.auth.logout())
      await shows('status', 'signedOut')
      await shows('user', 'nobody')
      if (name === 'vue') {
        await shows('stored-status', 'signedOut')
        await shows('stored-somebody', 'false')
      }
      assert.deepEqual(complaints, [])
    }),
  )

  test(
    `${name}: hydrating is quiet while the user is asked for, and after a reload he is remembered`,
    scene(async (lab) => {
      const { page, complaints, shows } = await openPage(lab, name, 'user=/me')
      await lab.server.hold('resource')
      await page.evaluate(() => window.auth.login({ username: 'demo', password: 'demo' }).then(() => {}))
      // A page that leaves before takes the login's entry along, and the next one keeps no user on record until it has refreshed.
      await inLedger(page)
      await page.reload()
      await shows('status', 'signedIn')
      assert.equal(await page.locator('#user').textContent(), 'nobody')
      await lab.server.release('resource')
      await shows('user', 'demo')
      // A moment later it is on record.
      await page.waitForFunction(() => localStorage.getItem('authflight')?.includes('"username"'))
      const { resource } = await lab.server.counters()
      await page.reload()
      await shows('user', 'demo')
      assert.equal((await lab.server.counters()).resource.received, resource.received)
      assert.deepEqual(complaints, [])
    }),
  )

  test(
    `${name}: what the browser renders otherwise than the server would be told`,
    scene(async (lab) => {
      const { complaints, shows } = await openPage(lab, name, 'place=elsewhere')
      await shows('status', 'signedOut')
      assert.match(complaints.join('\n'), /mismatch|hydrat/i)
    }),
  )

  test(
    `${name}: hydrating is quiet while the session is restored, and nobody is led away`,
    scene(async (lab) => {
      const { page, complaints, shows } = await openPage(lab, name, 'dialect=cookie')
      await page.evaluate(() => window.auth.login({ username: 'demo', password: 'demo' }))
      await lab.server.hold('refresh')
      await page.reload()
      await shows('status', 'restoring')
      if (name === 'react') await shows('guarded', 'pending')
      await lab.server.release('refresh')
      await shows('status', 'signedIn')
      await shows('user', 'demo')
      if (name === 'react') await shows('guarded', 'inside')
      assert.equal(await page.evaluate(() => window.ledAway), undefined)
      assert.equal((await lab.server.counters()).refresh.received, 1)
      assert.deepEqual(complaints, [])
    }),
  )
}
