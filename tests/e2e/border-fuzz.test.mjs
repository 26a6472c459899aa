// R34 and R26: nonsense in every argument of the whole public surface, thousands of calls in one page. A usual run plays
// the first of them; AUTHFLIGHT_SEED plays another seed, or one that failed, again.
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { launchBrowser } from './harness/browser.mjs'
import { makeFirefoxLab } from './harness/engine-lab.mjs'
import { judge, playFuzz } from './harness/fuzz.mjs'
import { long } from './harness/long.mjs'
import { startServer } from './harness/server.mjs'
import { bearer, Tab } from './harness/tab.mjs'

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('./harness/control.mjs').Control} Control */

const seed = Number(process.env.AUTHFLIGHT_SEED ?? 14)
const calls = long ? { chromium: 20_000, firefox: 5_000 } : { chromium: 5_000, firefox: 3_000 }
const mounts = { harness: fileURLToPath(new URL('./harness', import.meta.url)) }

/** @type {Browser} */
let browser
/** @type {{ url: string; control: Control; port: number; said: () => string; stop(): Promise<void>; }} */
let server
before(async () => {
  browser = await launchBrowser()
  server = await startServer({ mounts })
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

test(`${calls.chromium} calls in one page of Chromium [seed ${seed}]`, async () => {
  const tab = new Tab(await browser.newPage(), { url: server.url, config: bearer })
  const found = await playFuzz(tab, { seed, calls: calls.chromium })
  judge(found, { seed, printed: tab.printed })
})

const firefox = await makeFirefoxLab({ mounts })

test(
  `${calls.firefox} calls in one page of Firefox [seed ${seed}]`,
  { skip: firefox.skip },
  firefox.scene(async ({ url, newPage }) => {
    const tab = new Tab(await newPage(), { url, config: bearer })
    judge(await playFuzz(tab, { seed, calls: calls.firefox }), { seed })
  }),
)
