// The tables of the HTTP surface in Firefox, whose fetch and XMLHttpRequest are other people's work.
import { after, test } from 'node:test'
import { bundleApps } from './harness/apps.mjs'
import { compareAxios } from './harness/axios-table.mjs'
import { makeFirefoxLab } from './harness/firefox-lab.mjs'

const apps = await bundleApps(['axios.js'])
after(() => apps.remove())

const { skip, scene } = await makeFirefoxLab({ mounts: { apps: apps.folder } })

test(
  'axios: every call of the table gives the same with authflight and without',
  { skip },
  scene(async ({ url, newPage }) => {
    const page = await newPage()
    await page.goto(`${url}/apps/axios.html`)
    await page.waitForFunction(() => Boolean(window.lab?.detach))
    await page.evaluate(() => lab.login())
    await compareAxios(page)
  }),
)
