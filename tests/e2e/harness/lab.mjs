// One browser for a test file; a server and a browser profile for each test.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { launchBrowser } from './browser.mjs'
import { inTime } from './in-time.mjs'
import { openersFrom } from './openers.mjs'
import { startServer } from './server.mjs'
import { bearer, Tab } from './tab.mjs'

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').BrowserContext} BrowserContext */
/** @typedef {import('./control.mjs').Control} Control */

/**
 * @typedef {object} TabOptions
 * @property {import('./tab.mjs').Config | undefined} [config]
 * @property {(() => unknown) | string | undefined} [prepare] runs in the page before anything else
 * @property {string | undefined} [from] the mount that has the package
 * @property {string | undefined} [url]
 */

/**
 * What a test has to play with.
 * @typedef {object} Scene
 * @property {import('node:test').TestContext} t
 * @property {Control} server
 * @property {string} url
 * @property {BrowserContext} context
 * @property {Browser} browser
 * @property {(options?: TabOptions) => Promise<Tab>} makeTab a tab that has not been opened
 * @property {(options?: TabOptions) => Promise<Tab>} openTab
 * @property {(options?: TabOptions) => Promise<Tab>} openSignedIn
 * @property {(count: number, options?: TabOptions) => Promise<Tab[]>} openTabs
 */

/** A test's play: what it returns does not count. @typedef {(scene: Scene) => unknown} Play */

/**
 * Returns `scene`, which wraps a test: `test('…', scene(async ({ server, openTab }) => { … }))`.
 * A page that complained in its console fails its test, unless the test takes the complaints itself.
 * @param {{ mounts?: Record<string, string> }} [options]
 */
export function makeLab({ mounts } = {}) {
  /** @type {Browser} */
  let browser

  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser?.close())

  return (/** @type {Play} */ play) => async (/** @type {import('node:test').TestContext} */ t) => {
    // A new one each time: a call that the last test left behind would be counted in this one.
    const server = await startServer({ mounts })
    const context = await browser.newContext()
    /** @type {Tab[]} */
    const tabs = []
    /** @type {Scene['makeTab']} */
    const makeTab = async ({ config = {}, prepare, from, url = server.url } = {}) => {
      const page = await context.newPage()
      if (prepare) await page.addInitScript(prepare)
      const tab = new Tab(page, { url, config: { ...bearer, ...config }, from })
      tabs.push(tab)
      return tab
    }
    try {
      const playing = play({
        t,
        server: server.control,
        url: server.url,
        context,
        browser,
        makeTab,
        ...openersFrom(makeTab),
      })
      await inTime(playing, 'The test', 60_000)
      for (const tab of tabs) assert.deepEqual(tab.complaints, [], 'the console is quiet')
    } finally {
      await context.close()
      await server.stop()
    }
  }
}
