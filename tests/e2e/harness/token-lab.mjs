// Scenes about where tokens go: a back-end at home, one elsewhere, and tabs in a browser, Chromium or Firefox.
import { join } from 'node:path'
import { after, before } from 'node:test'
import { setUpBrowsers } from '../../../scripts/setup/everything.mjs'
import { chosenEngines } from '../../../scripts/test/browsers-stage.mjs'
import { startBackend } from './backend.mjs'
import { launchBrowser } from './browser.mjs'
import { inTime } from './in-time.mjs'
import { openersFrom } from './openers.mjs'
import { Tab } from './tab.mjs'
import { startFirefox } from './webdriver.mjs'

/** @typedef {import('./tab.mjs').AnyPage} AnyPage */
/** @typedef {import('./backend.mjs').StartedBackend} StartedBackend */
/** @typedef {keyof typeof engines} Engine */

/**
 * @typedef {object} TabOptions
 * @property {string | undefined} [path] one of the back-end's pages
 * @property {import('./tab.mjs').Config | undefined} [config]
 * @property {(() => unknown) | undefined} [prepare] runs in the page before anything else, in Chromium
 * @property {StartedBackend | undefined} [at] whose page it is
 */

/**
 * What a test has to play with.
 * @typedef {object} Scene
 * @property {StartedBackend} home
 * @property {StartedBackend} elsewhere
 * @property {import('playwright-core').BrowserContext} context
 * @property {(options?: TabOptions) => Promise<Tab>} newTab
 * @property {(options?: TabOptions) => Promise<Tab>} openTab
 * @property {(options?: TabOptions) => Promise<Tab>} openSignedIn
 */

/** What a client of the back-end is configured with. */
export const usual = {
  baseURL: '/api',
  login: '/login',
  refresh: '/refresh',
  logout: '/logout',
  retry: { attempts: 2, base: 10, cap: 10 },
}

/** One of each engine for a file, however many labs it makes. */
/** @type {Partial<Record<Engine, ReturnType<typeof engines[Engine]>>>} */
const started = {}

const engines = {
  async chromium() {
    /** @type {import('playwright-core').Browser} */
    let browser
    before(async () => {
      browser = await launchBrowser()
    })
    after(() => browser?.close())
    const newContext = () => browser.newContext()
    return { skip: false, newContext }
  },
  async firefox() {
    if (!chosenEngines().includes('Firefox')) return { skip: 'left out by AUTHFLIGHT_ENGINES' }
    const [{ ready, reason, folders }] = await setUpBrowsers(['Firefox'])
    /** @type {import('./webdriver.mjs').Browser} */
    let browser
    before(async () => {
      if (ready) browser = await startFirefox(join(folders[0], 'geckodriver'))
    })
    after(() => browser?.close())
    // Each scene has other ports, thereby other origins with empty stores.
    const newContext = async () => {
      /** @type {AnyPage[]} */
      const pages = []
      return {
        async newPage() {
          pages.push(await browser.newPage())
          return pages.at(-1)
        },
        close: () => Promise.all(pages.map((page) => page.close().catch(() => {}))),
      }
    }
    return { skip: !ready && `Firefox is not to be had here: ${reason}`, newContext }
  },
}

/**
 * `test('…', { skip }, scene(async ({ home, elsewhere, newTab }) => { … }))`. A page of Firefox has less than its type says: see
 * webdriver.mjs.
 */
export async function makeTokenLab(/** @type {string} */ name = 'chromium') {
  const engine = /** @type {Engine} */ (name)
  started[engine] ??= engines[engine]()
  const { skip, newContext } = /** @type {{ skip: string | boolean, newContext(): Promise<unknown> }} */ (
    await started[engine]
  )
  const scene = (/** @type {(scene: Scene) => unknown} */ play) => async () => {
    const [home, elsewhere] = await Promise.all([startBackend('home'), startBackend('elsewhere')])
    // A WebDriver's has less: see webdriver.mjs.
    const context = /** @type {import('playwright-core').BrowserContext} */ (await newContext())
    /** @type {Tab[]} */
    const tabs = []
    /** A page without a client; `path` is one of home's pages. @type {Scene['newTab']} */
    const newTab = async ({ path = '/fixtures/blank.html', config, prepare, at = home } = {}) => {
      const page = await context.newPage()
      if (prepare) await page.addInitScript(prepare)
      const tab = new Tab(page, { url: at.url, config: { ...usual, ...config } })
      tab.address = `${at.url}${path}`
      tabs.push(tab)
      await page.goto(tab.address)
      await page.waitForFunction(() => window.lab !== undefined)
      return tab
    }
    const { openTab, openSignedIn } = openersFrom(newTab, (tab) => tab.create())
    try {
      await inTime(play({ home, elsewhere, newTab, openTab, openSignedIn, context }), 'The test', 120_000)
    } finally {
      await context.close()
      await Promise.all([home.stop(), elsewhere.stop()])
    }
  }
  return { skip, scene }
}

/**
 * The codes of the warnings that a client was told, or how often it was told one.
 * @param {import('./tab.mjs').AnyTab} tab
 * @param {import('../../../npm/types.ts').WarningCode} [code]
 * @returns {Promise<any>}
 */
export async function warned(tab, code, name = 'main') {
  const codes = (await tab.events('warning', name)).map((warning) => warning.code)
  return code ? codes.filter((one) => one === code).length : codes
}
