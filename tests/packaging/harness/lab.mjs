// The demo back-end and Chromium for a test file, and how a page's day with them is judged.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { packagingTools } from '../../../scripts/setup/packaging-tools.mjs'
import { launchBrowser } from '../../e2e/harness/browser.mjs'
import { startServer } from '../../e2e/harness/server.mjs'
import { makeApp } from './app.mjs'
import { serveFolder } from './static.mjs'

/** @typedef {import('playwright-core').Page} Page */

/** @typedef {import('../../e2e/harness/server.mjs').Server} Server */

/**
 * @typedef {object} Lab
 * @property {string} tools
 * @property {Awaited<ReturnType<typeof makeApp>>} app
 * @property {Server} server
 * @property {Awaited<ReturnType<typeof serveFolder>>} site
 * @property {import('playwright-core').Browser} browser
 * @property {(address: string, afterwards?: (page: Page) => unknown) => Promise<any>} visit
 */

/**
 * What a test file has while its tests run: `app` and `server`; with `browser`, `visit` for its pages; with `served`,
 * `site`, where the application's folder is to be had as it is; with `tools`, `tools`, the folder of that group of them.
 * @param {{ sample?: string, browser?: boolean, served?: boolean, tools?: Parameters<typeof packagingTools>[0] }} options
 */
export function makeLab({ sample, browser = false, served = false, tools }) {
  const lab = /** @type {Lab} */ ({ visit })

  before(async () => {
    if (tools) lab.tools = await packagingTools(tools)
    lab.app = await makeApp(sample, lab.tools)
    lab.server = await startServer()
    if (served) lab.site = await serveFolder(lab.app.folder)
    if (browser) lab.browser = await launchBrowser()
  })
  after(async () => {
    await lab.browser?.close()
    await lab.site?.stop()
    await lab.server?.stop()
    lab.app?.remove()
  })

  /** Opens a page whose script leaves its day in `window.outcome`, and has a look at it `afterwards`. */
  async function visit(
    /** @type {string} */ address,
    /** @type {(page: Page) => unknown} */ afterwards = () => {},
  ) {
    const context = await lab.browser.newContext()
    try {
      const page = await context.newPage()
      const complaints = complaintsOf(page)
      await page.goto(address)
      // A page that fails to load its script has no outcome, but the reason why.
      const outcome = await page
        .waitForFunction(() => window.outcome, undefined, { timeout: 20_000 })
        .then((handle) => handle.jsonValue())
        .catch((error) => assert.fail([...complaints, error].join('\n')))
      await afterwards(page)
      assert.deepEqual(complaints, [], 'the console is quiet')
      return outcome
    } finally {
      await context.close()
    }
  }

  return lab
}

/** Ten answers and one refresh: what the server saw since it was reset. */
export async function judgeDay(/** @type {Server} */ server, /** @type {unknown} */ statuses) {
  assert.deepEqual(
    statuses,
    Array.from({ length: 10 }, () => 200),
  )
  const { login, refresh } = await server.control.counters()
  assert.equal(login, 1)
  assert.deepEqual([refresh.received, refresh.granted], [1, 1])
}

/** All that a developer would see in the console, but for Chromium's own note of each expired request. */
function complaintsOf(/** @type {Page} */ page) {
  /** @type {string[]} */
  const complaints = []
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return
    const expired = /^Failed to load resource: .* 401 /.test(message.text())
    if (!expired) complaints.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return complaints
}
