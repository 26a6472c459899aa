// A server and a browser with the page of the benchmark.
import { launchBrowser } from '../tests/e2e/harness/browser.mjs'
import { startServer } from '../tests/e2e/harness/server.mjs'

/** Tokens that expire when a scenario says so, not meanwhile. */
const lifetimes = { accessLifetimeMs: 3_600_000, refreshLifetimeMs: 86_400_000 }

export async function openScene(folder) {
  const server = await startServer({ mounts: { bench: folder } })
  await server.control.settings(lifetimes)
  const browser = await launchBrowser({ windows: true })

  /** A tab with the page in it; with `candidates`, those are there. */
  async function openTab(context, candidates = []) {
    const page = await context.newPage()
    await page.goto(`${server.url}/bench/page.html`)
    await page.waitForFunction(() => window.bench !== undefined)
    const tab = {
      page,
      call: (method, ...given) =>
        page.evaluate(([method, given]) => bench[method](...given), [method, given]),
    }
    for (const { name } of candidates) await tab.call('open', name)
    return tab
  }

  return {
    control: server.control,
    version: browser.version(),
    newContext: (options) => browser.newContext(options),
    openTab,
    /** A tab in which every candidate is signed in. */
    async openSignedIn(candidates) {
      const tab = await openTab(await browser.newContext(), candidates)
      for (const { name } of candidates) await tab.call('signIn', name)
      return tab
    },
    async close() {
      await browser.close()
      await server.stop()
    },
  }
}
