// The thin layers for React and Vue, in real apps.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openApp } from './harness/app-page.mjs'
import { bundleApps } from './harness/apps.mjs'
import { makeLab } from './harness/lab.mjs'

const apps = await bundleApps(['react.jsx', 'concurrent.jsx', 'vue.js'])
after(() => apps.remove())

const scene = makeLab({ mounts: { apps: apps.folder } })

test(
  'React under StrictMode: everything mounts twice, and an expiry still costs one refresh',
  scene(async ({ server, context, url }) => {
    const { page, complaints, shows } = await openApp({ context, url }, 'react.html')
    await shows('status', 'signedOut')
    await shows('user', 'nobody')
    await page.click('#login')
    await shows('status', 'signedIn')
    await shows('user', 'demo')
    await server.expireAccess()
    await page.click('#show-orders')
    await shows('orders', '20 orders')
    assert.equal((await server.counters()).refresh.received, 1)
    await page.click('#show-none')
    await server.expireAccess()
    await page.click('#show-own')
    await shows('own', 'demo')
    const { refresh } = await server.counters()
    assert.deepEqual([refresh.received, refresh.reuseDetected], [2, 0])
    assert.deepEqual(complaints, [])
  }),
)

test(
  'React: when the refresh is refused, the guard shows the login again, once',
  scene(async ({ server, context, url }) => {
    const { page, complaints, shows } = await openApp({ context, url }, 'react.html')
    await page.click('#login')
    await page.click('#show-orders')
    await shows('orders', '20 orders')
    await page.click('#show-none')
    await server.revoke()
    await server.expireAccess()
    await page.click('#show-orders')
    await page.locator('#login').waitFor()
    await shows('status', 'signedOut')
    assert.equal(await page.locator('#orders').count(), 0)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'React in a transition: a session that changes between two slices shows as one in every commit',
  scene(async ({ context, url }) => {
    const { page, complaints } = await openApp({ context, url }, 'concurrent.html')
    await page.click('#show')
    await page.waitForFunction(() => document.querySelectorAll('li').length === 150)
    await page.waitForFunction(() => document.querySelector('li:last-child').textContent === 'signedIn')
    const { commits, changedMeanwhile } = await page.evaluate(() => window.seen)
    assert.ok(changedMeanwhile >= 30 && changedMeanwhile < 150, `changed after ${changedMeanwhile} rows`)
    assert.ok(commits.length > 0)
    assert.ok(
      commits.every((/** @type {number} */ pictures) => pictures === 1),
      `pictures in each commit: ${commits}`,
    )
    assert.deepEqual(complaints, [])
  }),
)

test(
  'Vue: the session is reactive, and a scope that ends stops listening',
  scene(async ({ server, context, url }) => {
    const { page, complaints, shows } = await openApp({ context, url }, 'vue.html')
    await page.click('#show-status')
    await shows('status', 'signedOut')
    await shows('user', 'nobody')
    await shows('listening', '2')
    await page.click('#login')
    await shows('status', 'signedIn')
    await shows('user', 'demo')
    await server.expireAccess()
    await page.click('#show-orders')
    await shows('orders', '20 orders')
    await shows('listening', '0')
    assert.equal((await server.counters()).refresh.received, 1)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'Vue: the guard lets the signed-in pass and sends others to the login, with the way back',
  scene(async ({ context, url }) => {
    const { page, shows } = await openApp({ context, url }, 'vue.html')
    await page.waitForFunction(() => window.guard !== undefined)
    const guard = (
      /** @type {{ path: string; fullPath: string; } | { path: string; fullPath: string; meta: { public: boolean; }; }} */ route,
    ) => page.evaluate((route) => window.guard(route), route)
    const orders = { path: '/orders', fullPath: '/orders?page=2' }
    assert.deepEqual(await guard(orders), { path: '/login', query: { redirect: '/orders?page=2' } })
    assert.equal(await guard({ path: '/login', fullPath: '/login' }), true)
    assert.equal(await guard({ path: '/about', fullPath: '/about', meta: { public: true } }), true)
    await page.click('#show-status')
    await page.click('#login')
    await shows('status', 'signedIn')
    assert.equal(await guard(orders), true)
  }),
)

for (const name of ['react', 'vue'])
  test(
    `${name}: what shows nothing but the user shows the next one, and no longer the last, however he comes`,
    scene(async ({ context, url }) => {
      const { page, complaints, shows } = await openApp({ context, url }, `${name}.html`)
      if (name === 'vue') await page.click('#show-status')
      await shows('user', 'nobody')
      const login = (/** @type {string} */ name) =>
        page.evaluate((name) => window.auth.login({ username: name, password: name }).then(() => {}), name)
      for (const user of ['demo', 'alice', 'demo']) {
        await login(user)
        await shows('user', user)
      }
      await page.evaluate(() => window.auth.logout())
      await shows('user', 'nobody')
      await login('alice')
      await shows('user', 'alice')
      assert.deepEqual(complaints, [])
    }),
  )
