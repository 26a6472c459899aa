// A candidate alone in a new tab in which a stub stands in place of fetch.
import { openPage } from '../scene.mjs'

/** @typedef {import('../scene.mjs').Scene} Scene */
/** @typedef {import('../candidates.mjs').Named} Named */
/** @typedef {import('../scene.mjs').AnyPage} AnyPage */
/** @typedef {import('./processor.mjs').Engine} Engine */

/**
 * @template {AnyPage} [P=AnyPage]
 * @typedef {import('../scene.mjs').Tab<'stub-page', P>} StubTab
 */

/** axios has an adapter of its own for XMLHttpRequest; the stub takes the place of fetch. @type {import('../page/clients.js').Options} */
const options = { adapter: 'fetch' }

/**
 * Opens one in Chromium, in a profile of its own; `play(tab, engine)` has the engine's own protocol as well.
 * @template Result
 * @param {Scene} scene
 * @param {Named} candidate
 * @param {(tab: StubTab, engine: Engine) => Promise<Result>} play
 */
export async function inStubTab(scene, { name }, play) {
  const context = await scene.newContext()
  try {
    const page = await context.newPage()
    const tab = await openStubTab(page, scene.url, name)
    return await play(tab, await context.newCDPSession(page))
  } finally {
    await context.close()
  }
}

/**
 * In a page of any engine.
 * @template {AnyPage} P
 * @param {P} page
 * @param {string} url the server's
 * @param {string} name
 */
export async function openStubTab(page, url, name) {
  const tab = await openPage(page, url, 'stub-page')
  await tab.call('open', name, options)
  await tab.call('signIn', name)
  return tab
}
