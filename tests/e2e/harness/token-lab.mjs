// Scenes about where tokens go: a back-end at home, one elsewhere, and tabs in a browser, Chromium or Firefox.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { setUpBrowsers } from '../../../scripts/setup/everything.mjs'
import { startBackend } from './backend.mjs'
import { launchBrowser } from './browser.mjs'
import { Tab } from './tab.mjs'
import { startFirefox } from './webdriver.mjs'

/** What a client of the back-end is configured with. */
export const usual = {
  baseURL: '/api',
  login: '/login',
  refresh: '/refresh',
  logout: '/logout',
  retry: { attempts: 2, base: 10, cap: 10 },
}

/** As for the shells' tests: a list of names, or all. */
const engineNames = process.env.AUTHFLIGHT_ENGINES?.split(',') ?? ['chromium', 'firefox']

/** One of each engine for a file, however many labs it makes. */
const started = {}

const engines = {
  async chromium() {
    let browser
    before(async () => {
      browser = await launchBrowser()
    })
    after(() => browser?.close())
    const newContext = () => browser.newContext()
    return { skip: false, newContext }
  },
  async firefox() {
    if (!engineNames.includes('firefox')) return { skip: 'left out by AUTHFLIGHT_ENGINES' }
    const [{ ready, reason, folders }] = await setUpBrowsers(['Firefox'])
    let browser
    before(async () => {
      if (ready) browser = await startFirefox(join(folders[0], 'geckodriver'))
    })
    after(() => browser?.close())
    // Each scene has other ports, thereby other origins with empty stores.
    const newContext = async () => {
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

/** `test('…', { skip }, scene(async ({ home, elsewhere, newTab }) => { … }))` */
export async function makeTokenLab(engine = 'chromium') {
  started[engine] ??= engines[engine]()
  const { skip, newContext } = await started[engine]
  const scene = (play) => async () => {
    const [home, elsewhere] = await Promise.all([startBackend('home'), startBackend('elsewhere')])
    const context = await newContext()
    const tabs = []
    /** A page without a client; `path` is one of home's pages. */
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
    /** A page with a client. */
    const openTab = async (options) => {
      const tab = await newTab(options)
      assert.deepEqual(await tab.create(), {})
      return tab
    }
    const openSignedIn = async (options) => {
      const tab = await openTab(options)
      assert.equal((await tab.login()).error, undefined)
      return tab
    }
    try {
      await inTime(play({ home, elsewhere, newTab, openTab, openSignedIn, context }))
    } finally {
      await context.close()
      await Promise.all([home.stop(), elsewhere.stop()])
    }
  }
  return { skip, scene }
}

/** A client that never answers is to fail its test, and not to hold up the rest. */
async function inTime(playing) {
  const patience = new AbortController()
  const tooLong = setTimeout(120_000, undefined, { signal: patience.signal }).then(() => {
    throw new Error('Something was not answered within 120 s.')
  })
  try {
    await Promise.race([playing, tooLong])
  } finally {
    patience.abort()
    tooLong.catch(() => {})
  }
}

/** The codes of the warnings that a client was told, or how often it was told one. */
export async function warned(tab, code, name = 'main') {
  const codes = (await tab.events('warning', name)).map((warning) => warning.code)
  return code ? codes.filter((one) => one === code).length : codes
}
