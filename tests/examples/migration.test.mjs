// The application of examples/migration with each of its three clients: the same screens, the same requests.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import { makeLab } from '../e2e/harness/lab.mjs'
import { packageFolder } from '../e2e/harness/places.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../e2e/harness/control.mjs').Control} Control */
/** @typedef {import('playwright-core').BrowserContext} BrowserContext */

const example = fileURLToPath(new URL('../../examples/migration/', import.meta.url))
const clients = ['before', 'after', 'keep-axios']

const folder = mkdtempSync(join(tmpdir(), 'authflight-migration-'))
after(() => rmSync(folder, { recursive: true, force: true }))

for (const client of clients) {
  await esbuild.build({
    entryPoints: [join(example, 'app.js')],
    outfile: join(folder, client, 'app.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    alias: {
      authflight: join(packageFolder, 'index.js'),
      'authflight/axios': join(packageFolder, 'axios.js'),
    },
    nodePaths: [fileURLToPath(new URL('../../node_modules', import.meta.url))],
    plugins: [
      {
        name: 'client',
        setup: (build) =>
          build.onResolve({ filter: /^\.\/http\.js$/ }, ({ importer }) =>
            importer === join(example, 'app.js') ? { path: join(example, client, 'http.js') } : undefined,
          ),
      },
    ],
    logLevel: 'error',
  })
  cpSync(join(example, 'index.html'), join(folder, client, 'index.html'))
}

const lab = makeLab({ mounts: { migration: folder } })

/** Opens the application and gives back how to use it. */
async function open(/** @type {Page} */ page, /** @type {string} */ url, /** @type {string} */ client) {
  await page.goto(`${url}/migration/${client}/index.html`)
  await page.locator('button[type=submit]:enabled').waitFor()
  const shown = (/** @type {string} */ id) => page.locator(`#${id}`)
  return {
    client,
    page,
    shown,
    click: (/** @type {string} */ id) => shown(id).click(),
    shows: (/** @type {string} */ id, /** @type {string} */ text) =>
      page.locator(`#${id}`, { hasText: text }).waitFor(),
    toasts: () => page.locator('#toasts li').allTextContents(),
    async logIn(/** @type {string} */ name, password = name) {
      await page.getByLabel('Name').fill(name)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Log in' }).click()
    },
    choose: (/** @type {number} */ bytes) =>
      page
        .getByLabel('File')
        .setInputFiles({ name: 'bücher.bin', mimeType: 'text/csv', buffer: Buffer.alloc(bytes, 7) }),
  }
}

/** All that the application can do, and all that its user and the server see of it. */
async function journey(
  /** @type {Awaited<ReturnType<typeof open>>} */ app,
  /** @type {Control} */ server,
  /** @type {BrowserContext} */ context,
) {
  await app.logIn('demo', 'wrong')
  await app.page.locator('#toasts li').nth(0).waitFor()
  await app.logIn('demo')
  await app.shows('who', 'demo')
  await app.click('list')
  await app.page.locator('#orders li').nth(19).waitFor()
  const orders = await app.page.locator('#orders li').allTextContents()
  await app.click('missing')
  await app.page.locator('#toasts li').nth(1).waitFor()
  await app.click('save')
  await app.shows('saved', '200')
  await app.choose(300_000)
  await app.click('upload')
  await app.shows('uploaded', 'uploaded')
  const uploaded = await app
    .shown('progress')
    .evaluate((progress) => /** @type {HTMLProgressElement} */ (progress).value)

  const network = await context.newCDPSession(app.page)
  const unlimited = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
  await network.send('Network.emulateNetworkConditions', { ...unlimited, uploadThroughput: 200_000 })
  await app.choose(5_000_000)
  await app.click('upload')
  await app.page.waitForFunction(() => {
    const { value } = /** @type {HTMLProgressElement} */ (document.querySelector('#progress'))
    return value > 0 && value < 1
  })
  await app.click('cancel')
  await app.shows('uploaded', 'canceled')
  await network.send('Network.emulateNetworkConditions', unlimited)

  await server.expireAccess()
  await app.click('list')
  await app.page.waitForFunction(() => document.querySelectorAll('#orders li').length === 20)
  await app.click('save')
  await app.shows('saved', '200')
  const log = await server.log()
  return {
    orders,
    uploaded,
    saved: await app.shown('saved').textContent(),
    toasts: await app.toasts(),
    // An expired one is sent again by all three.
    requests: log
      .filter(({ kind, status }) => kind !== 'refresh' && !(kind === 'resource' && status === 401))
      .map(({ method, path, status }) => `${method} ${path} ${status}`),
  }
}

/** @type {Record<string, Awaited<ReturnType<typeof journey>>>} */
const journeys = {}

for (const client of clients) {
  test(
    `with ${client}/http.js: login, list, save, upload with progress, cancel, toasts, expiry`,
    lab(async ({ server, url, context }) => {
      const app = await open(await context.newPage(), url, client)
      journeys[client] = await journey(app, server, context)
      const { orders, uploaded, saved, toasts } = journeys[client]
      assert.equal(orders.length, 20)
      assert.deepEqual([uploaded, saved, toasts.length], [1, '200 {"total":3}', 2])
      assert.equal((await server.counters()).refresh.received, 1)
    }),
  )
}

test('the screens and the requests are the same before and after', () => {
  assert.deepEqual(Object.keys(journeys), clients)
  assert.deepEqual(journeys.after, journeys.before)
  assert.deepEqual(journeys['keep-axios'], journeys.before)
})

for (const client of ['after', 'keep-axios']) {
  test(
    `with ${client}/http.js whoever the old code had logged in stays so`,
    lab(async ({ server, url, context }) => {
      const old = await open(await context.newPage(), url, 'before')
      await old.logIn('demo')
      await old.shows('who', 'demo')
      await old.page.close()
      await server.expireAccess()
      const app = await open(await context.newPage(), url, client)
      await app.click('save')
      await app.shows('saved', '200')
      assert.deepEqual(await app.toasts(), [])
      const { login, refresh } = await server.counters()
      assert.deepEqual([login, refresh.received], [1, 1])
    }),
  )
}
