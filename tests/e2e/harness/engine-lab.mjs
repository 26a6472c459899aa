// What a test file in an engine behind a WebDriver has: `skip`, where the engine is missing, and scenes with a server of their own.
import { join } from 'node:path'
import { after, before } from 'node:test'
import { setUpBrowsers } from '../../../scripts/setup/everything.mjs'
import { inTime } from './in-time.mjs'
import { long } from './long.mjs'
import { openersFrom } from './openers.mjs'
import { startServer } from './server.mjs'
import { bearer, Tab } from './tab.mjs'
import { startFirefox, startWebKit } from './webdriver.mjs'

/** @typedef {import('./webdriver.mjs').Page} Page */
/** @typedef {import('./tab.mjs').AnyTab} AnyTab */

/**
 * @typedef {object} TabOptions
 * @property {import('./tab.mjs').Config | undefined} [config]
 * @property {string | undefined} [without] what the page is to do without
 */

/**
 * What a test has to play with.
 * @typedef {object} Scene
 * @property {import('./control.mjs').Control} server
 * @property {string} url
 * @property {() => Promise<Page>} newPage
 * @property {(options?: TabOptions) => Promise<AnyTab>} openTab
 * @property {(options?: TabOptions) => Promise<AnyTab>} openSignedIn
 * @property {(count: number, options?: TabOptions) => Promise<AnyTab[]>} openTabs
 */

/** @typedef {{ mounts?: Record<string, string> }} Options */

/** The fuzzer's long run takes minutes. */
const limit = long ? 900_000 : 120_000

/** By engine, given the folders of what it needs. */
const starters = {
  Firefox: (/** @type {string[]} */ [folder]) => startFirefox(join(folder, 'geckodriver')),
  WebKit: () => startWebKit(),
}

export const makeFirefoxLab = (/** @type {Options} */ options = {}) => makeEngineLab('Firefox', options)

/**
 * @param {string} name
 * @param {Options} [options]
 */
export async function makeEngineLab(name, { mounts } = {}) {
  const [{ ready, reason, folders }] = await setUpBrowsers([name])
  const skip = !ready && `${name} is not to be had here: ${reason}`

  /** @type {import('./webdriver.mjs').Browser} */
  let browser
  before(async () => {
    if (ready) browser = await starters[/** @type {keyof typeof starters} */ (name)](folders)
  })
  after(() => browser?.close())

  /** A server of its own for each test: another port is another origin, with an empty store. */
  const scene = (/** @type {(scene: Scene) => unknown} */ play) => async () => {
    const server = await startServer({ mounts })
    /** @type {Page[]} */
    const pages = []
    const newPage = async () => {
      const page = await browser.newPage()
      pages.push(page)
      return page
    }
    const makeTab = async (/** @type {TabOptions} */ { config = {}, without } = {}) =>
      new Tab(await newPage(), { url: server.url, config: { ...bearer, ...config }, without })
    try {
      const playing = play({ server: server.control, url: server.url, newPage, ...openersFrom(makeTab) })
      await inTime(playing, 'The test', limit)
    } finally {
      for (const page of pages) await page.close().catch(() => {})
      await server.stop()
    }
  }
  return { skip, scene }
}
