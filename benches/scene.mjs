// A server and a browser with the page of the benchmark.

import { setUpBrowsers } from '../scripts/setup/everything.mjs'
import { launchBrowser, openProfile } from '../tests/e2e/harness/browser.mjs'
import { startServer } from '../tests/e2e/harness/server.mjs'
import { startHost } from './host.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').BrowserContext} BrowserContext */
/** @typedef {import('../tests/e2e/harness/tab.mjs').AnyPage} AnyPage */
/** @typedef {import('./candidates.mjs').Named} Named */

/** @typedef {Awaited<ReturnType<typeof openScene>>} Scene */

/**
 * What the pages offer, by their names.
 * @typedef {{ page: import('./page/page.js').Bench, 'stub-page': import('./page/stub-page.js').Bench }} Benches
 */

/** What a function takes. @template F @typedef {F extends (...given: infer Taken) => unknown ? Taken : never} Given */
/** What comes of it. @template F @typedef {F extends (...given: never[]) => infer Result ? Awaited<Result> : never} Answer */

/**
 * The same functions, for whoever does not know which it calls.
 * @template Bench
 * @typedef {{ [Method in keyof Bench]: (...given: Given<Bench[Method]>) => Answer<Bench[Method]> }} Calls
 */

/**
 * A tab with one of the pages in it; `call` calls what that offers.
 * @template {keyof Benches} Name
 * @template {AnyPage} [P=Page]
 * @typedef {object} Tab
 * @property {P} page
 * @property {<Method extends keyof Benches[Name]>(
 *   method: Method,
 *   ...given: Given<Benches[Name][Method]>
 * ) => Promise<Answer<Benches[Name][Method]>>} call
 */

/** Tokens that expire when a scenario says so, not meanwhile. */
const lifetimes = { accessLifetimeMs: 3_600_000, refreshLifetimeMs: 86_400_000 }

export async function openScene(/** @type {string} */ folder) {
  // It may ask, so it comes before all measuring.
  const [firefox] = await setUpBrowsers(['Firefox'])
  const server = await startServer({ mounts: { bench: folder } })
  await server.control.settings(lifetimes)
  const host = await startHost(folder, server.url)
  const browser = await launchBrowser({ windows: true })

  /**
   * A tab with the page in it; with `candidates`, those are there.
   * @param {BrowserContext} context
   * @param {Named[]} [candidates]
   * @param {{ url?: string }} [at]
   */
  async function openTab(context, candidates = [], { url = server.url } = {}) {
    const tab = await openPage(await context.newPage(), url, 'page')
    for (const { name } of candidates) await tab.call('open', name)
    return tab
  }

  return {
    url: server.url,
    hostUrl: host.url,
    control: server.control,
    firefox,
    version: browser.version(),
    /** @param {import('playwright-core').BrowserContextOptions} [options] */
    newContext: (options) => browser.newContext(options),
    openProfile,
    openTab,
    /**
     * A tab in which every candidate is signed in.
     * @param {Named[]} candidates
     * @param {{ url?: string }} [at]
     */
    async openSignedIn(candidates, at) {
      const tab = await openTab(await browser.newContext(), candidates, at)
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

/**
 * Any engine's page, with one of the pages of the benchmark in it.
 * @template {keyof Benches} Name
 * @template {AnyPage} P
 * @param {P} page
 * @param {string} url the server's
 * @param {Name} name
 * @returns {Promise<Tab<Name, P>>}
 */
export async function openPage(page, url, name) {
  await page.goto(`${url}/bench/${name}.html`)
  await page.waitForFunction(() => window.bench !== undefined)
  /** @type {Tab<Name, P>['call']} */
  const call = (method, ...given) =>
    page.evaluate(
      ([method, given]) => /** @type {Calls<Benches[Name]>} */ (bench)[method](...given),
      [method, given],
    )
  return { page, call }
}
