// A page with one of the framework apps in it, and what its developer would see in the console.
import { Tab } from './tab.mjs'

/** @typedef {import('./lab.mjs').Scene} Scene */

/**
 * Opens a page of the mount `apps`. `shows(id, text)` resolves once the element has the text. `complaints` are those of the console,
 * network notes aside.
 * @param {Pick<Scene, 'context' | 'url'>} scene
 * @param {string} address
 * @param {() => unknown} [prepare] runs in the page before anything else
 */
export async function openApp({ context, url }, address, prepare) {
  const page = await context.newPage()
  if (prepare) await page.addInitScript(prepare)
  const { complaints } = new Tab(page, { url })
  await page.goto(`${url}/apps/${address}`)
  const shows = (/** @type {string} */ id, /** @type {string | RegExp} */ text) =>
    page.locator(`#${id}`, { hasText: text }).waitFor()
  return { page, complaints, shows }
}
