// The devtools in a page of the lab, as its developer uses them.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** @typedef {import('./tab.mjs').Tab} Tab */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./control.mjs').Control} Control */
/** @typedef {import('./tab.mjs').AnyTab} AnyTab */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A part of the devtools by the name of what it does. */
export const act = (/** @type {string} */ name) => `authflight-devtools [data-act="${name}"]`
export const lanes = 'authflight-devtools .row[data-kind="lane"]'
export const why = 'authflight-devtools .why'

/** Puts the devtools of the tab's client into its page, open. */
export async function mount(/** @type {Tab} */ { page }, options = { open: true }) {
  await page.evaluate(async (options) => {
    const { mountDevtools } = await lab.import('/package/devtools.js')
    window.mounted = mountDevtools(lab.clients.main.auth, options)
  }, options)
  await page.waitForSelector(options.open ? act('close') : act('open'))
}

/** Lets the token expire, fires so many requests, and lets the refresh go on only when all of them wait for it. */
export async function meetExpiry(
  /** @type {Control} */ server,
  /** @type {AnyTab} */ tab,
  /** @type {number} */ count,
) {
  await server.expireAccess()
  await server.hold('refresh')
  await tab.start(count, '/me')
  await tab.pending(count)
  await server.release('refresh')
  return tab.outcomes()
}

/** How many rows the chart has, whether or not they are in the document. */
export const rowCount = (/** @type {Page} */ page) =>
  page.$eval('authflight-devtools .row', (row) => Number(row.getAttribute('aria-setsize')))

/** Resolves once the chart has so many rows. */
export const hasRows = (/** @type {Page} */ page, /** @type {number} */ count) =>
  page.waitForSelector(`authflight-devtools .row[aria-setsize="${count}"]`)

/** The rows of the table: the texts of their cells. */
export async function tableOf(/** @type {Page} */ page) {
  await page.click(act('table'))
  await page.waitForSelector('authflight-devtools tbody tr')
  const rows = await page.$$eval('authflight-devtools tbody tr', (rows) =>
    rows.map((row) => [...row.cells].map((cell) => cell.textContent)),
  )
  await page.click(act('table'))
  await page.waitForSelector(lanes)
  return rows
}

/** What axe finds in the devtools. */
export async function findings(/** @type {Page} */ page) {
  // Not as a script of the page: its Content-Security-Policy allows none.
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run('authflight-devtools', { resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.flat()).join(' | ')}`)
  })
}

export const copiedText = (/** @type {Page} */ page) =>
  page.$eval('authflight-devtools', (devtools) => devtools.text())
