// What an error says to somebody who meets it for the first time.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { bundleApps } from './harness/apps.mjs'
import { makeLab } from './harness/lab.mjs'

const apps = await bundleApps(['misused.jsx'])
after(() => apps.remove())
const scene = makeLab({ mounts: { apps: apps.folder } })

test(
  'a baseURL without its protocol: the error names the URL that was asked',
  scene(async ({ openTab, url }) => {
    const port = new URL(url).port
    for (const [n, [baseURL, asked]] of [
      ['api.example.com/v1', `${url}/fixtures/api.example.com/v1/login`],
      [`localhost:${port}`, `localhost:${port}/login`],
    ].entries()) {
      const tab = await openTab({ config: { baseURL, storageKey: `bare ${n}` } })
      const { message } = (await tab.login()).error
      assert.ok(message.includes(`The URL was ${asked}: baseURL has no protocol`), message)
      tab.complaints.length = 0 // Chromium's own words on the URL
    }
    const tab = await openTab({ config: { baseURL: '/nowhere', storageKey: 'path' } })
    assert.doesNotMatch((await tab.login()).error.message, /protocol/)
  }),
)

test(
  'a forgotten refresh: the errors say that there is none',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn({ config: { refresh: undefined } })
    assert.match((await tab.call('refresh')).error.message, /There is no `refresh` in the configuration/)
    await server.expireAccess()
    const { error } = await tab.call('get', '/me')
    assert.equal(error.code, 'SESSION_EXPIRED')
    assert.match(error.message, /There is no `refresh` in the configuration/)
    const other = await openSignedIn({ config: { storageKey: 'other' } })
    await server.revoke()
    await server.expireAccess()
    assert.doesNotMatch((await other.call('get', '/me')).error.message, /configuration/)
  }),
)

test(
  'an event by another name, and adapters that are given something else, say what was meant',
  scene(async ({ context, url }) => {
    const page = await context.newPage()
    await page.goto(`${url}/apps/misused.html`)
    await page.waitForFunction(() => window.lab)
    const said = await page.evaluate(() => window.lab)
    for (const [name, { code, message }] of Object.entries(said))
      assert.equal(code, 'CONFIG', `${name}: ${message}`)
    assert.match(said.logout.message, /Did you mean 'signedOut'\?/)
    assert.match(said.nothing.message, /expected axios, or one of axios\.create\(\)/)
    assert.match(said.swapped.message, /axios\.create\(\), as the first argument, and auth as the second/)
    for (const name of ['promise', 'plugin', 'guard', 'provider'])
      assert.match(said[name].message, /got a promise: await createAuth/, name)
    assert.match(said.noAuth.message, /got undefined/)
  }),
)
