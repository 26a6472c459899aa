// The tables of the HTTP surface in Firefox, whose fetch and XMLHttpRequest are other people's work.
import { after, test } from 'node:test'
import { cutEverywhere } from './harness/aborts.mjs'
import { bundleApps } from './harness/apps.mjs'
import { compareAxios, compareVerbs } from './harness/axios-table.mjs'
import { sendEveryBody, sendForm } from './harness/bodies.mjs'
import { useClients } from './harness/clients.mjs'
import { makeFirefoxLab } from './harness/engine-lab.mjs'
import { sendEveryStream } from './harness/streams.mjs'
import { compareSurface } from './harness/surface.mjs'

const apps = await bundleApps(['axios.js', 'clients.js'])
after(() => apps.remove())

const { skip, scene } = await makeFirefoxLab({ mounts: { apps: apps.folder } })

test(
  'every call of the table gives the same by axios, with authflight attached, and by the verbs',
  { skip },
  scene(async ({ url, newPage }) => {
    const page = await newPage()
    await page.goto(`${url}/apps/axios.html`)
    await page.waitForFunction(() => Boolean(window.lab?.detach))
    await page.evaluate(() => lab.login())
    await compareAxios(page)
    await compareVerbs(page)
  }),
)

test(
  'every kind of body is sent again exactly as the browser itself would send it',
  { skip },
  scene(async ({ server, openTabs }) => {
    const [tab] = await openTabs(1)
    await sendEveryBody(tab, server)
    await sendForm(tab, server)
  }),
)

test(
  'streams, which Firefox itself does not send, arrive byte for byte',
  { skip },
  scene(async ({ server, openTabs }) => {
    const [tab] = await openTabs(1, { config: { replay: { streamLimit: 1_000 } } })
    await sendEveryStream(tab, server)
  }),
)

test(
  'every option and every field of a Request reaches fetch, and clients take auth.fetch as it is',
  { skip },
  scene(async ({ server, url, newPage, openTabs }) => {
    const [tab] = await openTabs(1)
    await compareSurface(tab, server, url)
    await server.reset()
    const page = await newPage()
    await page.goto(`${url}/apps/clients.html`)
    await page.waitForFunction(() => window.lab !== undefined)
    await useClients(page, server)
  }),
)

test(
  'a request can be cut wherever it is, by every kind of signal, and harms no other',
  { skip },
  scene(async ({ server, openTabs }) => {
    const [tab] = await openTabs(1)
    await cutEverywhere(tab, server)
  }),
)
