// auth.fetch wherever fetch is taken: nothing that is passed in or given back gets lost on the way.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { bundleApps } from './harness/apps.mjs'
import { useClients } from './harness/clients.mjs'
import { makeLab } from './harness/lab.mjs'
import { useLinks } from './harness/links.mjs'
import { compareSurface } from './harness/surface.mjs'

const apps = await bundleApps(['clients.js', 'links.js'])
after(() => apps.remove())

const scene = makeLab({ mounts: { apps: apps.folder } })

test(
  'every option and every field of a Request reaches fetch, and the Response is fetch’s own',
  scene(async ({ server, url, openSignedIn }) => compareSurface(await openSignedIn(), server, url)),
)

test(
  'ky, ofetch and openapi-fetch take it as it is: one refresh for ten calls, their own errors and timeouts',
  scene(async ({ server, context, url }) => {
    const page = await context.newPage()
    /** @type {string[]} */
    const complaints = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(`${url}/apps/clients.html`)
    await page.waitForFunction(() => window.lab !== undefined)
    await useClients(page, server)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'Apollo, tRPC and axios’ own seam take it as it is',
  scene(async ({ server, context, url }) => {
    const page = await context.newPage()
    await page.goto(`${url}/apps/links.html`)
    await page.waitForFunction(() => window.lab !== undefined)
    await useLinks(page, server)
  }),
)

test(
  'a reply that streams is handed over as it comes, after a replay too',
  scene(async ({ server, context, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.expireAccess()
    const network = await context.newCDPSession(tab.page)
    const slow = { offline: false, latency: 0, downloadThroughput: 500_000, uploadThroughput: -1 }
    await network.send('Network.emulateNetworkConditions', slow)
    const [chunks, whole] = await tab.page.evaluate(async () => {
      const body = new Blob([new Uint8Array(300_000)])
      const response = await lab.clients.main.auth.fetch('/raw', { method: 'POST', body })
      const times = []
      let whole = 0
      for await (const chunk of /** @type {ReadableStream<Uint8Array>} */ (response.body)) {
        times.push(performance.now())
        whole += chunk.byteLength
      }
      return [times[times.length - 1] - times[0], whole]
    })
    assert.equal(whole, 300_000)
    assert.ok(chunks > 150, `the first bytes were there ${chunks} ms before the last`)
  }),
)
