// The browsers of the suite, each as a way to open pages.
import { join } from 'node:path'
import { setUpBrowsers } from '../../scripts/setup/everything.mjs'
import { launchBrowser } from '../e2e/harness/browser.mjs'
import { startFirefox } from '../e2e/harness/webdriver.mjs'

/** @typedef {import('../e2e/harness/tab.mjs').AnyPage} AnyPage */
/** @typedef {{ newPage: () => Promise<AnyPage>, close: () => Promise<void> }} Running */

/** One that runs, or why it cannot be had. @typedef {Awaited<ReturnType<typeof startBrowser>>} Browser */

/** @type {Record<string, (folders: string[]) => Promise<Running>>} */
const starters = {
  Chromium: async () => {
    const browser = await launchBrowser()
    const context = await browser.newContext()
    return { newPage: () => context.newPage(), close: () => browser.close() }
  },
  Firefox: ([folder]) => startFirefox(join(folder, 'geckodriver')),
}

export const browserNames = Object.keys(starters)

/**
 * Starts a browser.
 * @param {string} name
 * @returns {Promise<{ name: string, reason: string } | { name: string, reason?: undefined } & Running>}
 */
export async function startBrowser(name) {
  const [{ ready, reason = '', folders }] = await setUpBrowsers([name])
  if (!ready && !(name === 'Chromium' && process.env.AUTHFLIGHT_CHROMIUM)) return { name, reason }
  return { name, ...(await starters[name](folders)) }
}
