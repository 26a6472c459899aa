// A server and a browser with the page of the benchmark.

import { setUpBrowsers } from '../scripts/setup/everything.mjs'
import { launchBrowser, openProfile } from '../tests/e2e/harness/browser.mjs'
import { startServer } from '../tests/e2e/harness/server.mjs'
import { startHost } from './host.mjs'

/** Tokens that expire when a scenario says so, not meanwhile. */
const lifetimes = { accessLifetimeMs: 3_600_000, refreshLifetimeMs: 86_400_000 }

export async function openScene(folder) {
  // It may ask, so it comes before all measuring.
  const [firefox] = await setUpBrowsers(['Firefox'])
  const server = await startServer({ mounts: { bench: folder } })
  await server.control.settings(lifetimes)
  const host = await startHost(folder, server.url)
  const browser = await launchBrowser({ windows: true })

  /** A tab with the page in it; with `candidates`, those are there. */
  async function openTab(context, candidates = [], { url = server.url } = {}) {
    const tab = await openPage(await context.newPage(), `${url}/bench/page.html`)
    for (const { name } of candidates) await tab.call('open', name)
    return tab
  }

  return {
    url: server.url,
    hostUrl: host.url,
    control: server.control,
    firefox,
    version: browser.version(),
    newContext: (options) => browser.newContext(options),
    openProfile,
    openTab,
    /** A tab in which every candidate is signed in. */
    async openSignedIn(candidates, options) {
      const tab = await openTab(await browser.newContext(), candidates, options)
      for (const { name } of candidates) await tab.call('signIn', name)
      return tab
    },
    async close() {
      await browser.close()
      host.stop()
      await server.stop()
    },
  }
}

/** Any engine's page, with one of the pages of the benchmark in it. */
export async function openPage(page, url) {
  await page.goto(url)
  await page.waitForFunction(() => window.bench !== undefined)
  return {
    page,
    call: (method, ...given) => page.evaluate(([method, given]) => bench[method](...given), [method, given]),
  }
}
