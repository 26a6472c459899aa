// A test of an example: a page of its own, whose console is quiet.
import assert from 'node:assert/strict'

/** Chromium's own line for every 4xx and 5xx; no doing of the app's. */
const networkNote = /^Failed to load resource: /

/** @typedef {import('playwright-core').Page} Page */

/**
 * What there is once the tests run.
 * @typedef {object} Lab
 * @property {import('playwright-core').Browser} browser
 * @property {import('../../e2e/harness/server.mjs').Server} server
 * @property {string} url the address of the app
 */

/**
 * What a test has to play with.
 * @typedef {object} Scene
 * @property {Page} page
 * @property {() => Promise<Page>} openPage
 * @property {import('../../e2e/harness/control.mjs').Control} server
 * @property {string} url
 * @property {string[]} complaints
 */

/**
 * Returns `scene`, which wraps a test: `test('…', scene(async ({ page, server }) => { … }))`.
 * @template {Lab} L
 * @param {L} lab what there is once the tests run, and what else a test gets
 */
export const sceneOf =
  (lab) => (/** @type {(scene: Scene & Omit<L, keyof Scene>) => unknown} */ play) => async () => {
    const { browser, server, url, ...more } = lab
    await server.control.reset()
    const context = await browser.newContext({ baseURL: url })
    /** @type {string[]} */
    const complaints = []
    const openPage = async () => {
      const page = await context.newPage()
      page.setDefaultTimeout(10_000)
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        const bad = ['error', 'warning'].includes(message.type())
        if (bad && !networkNote.test(message.text())) complaints.push(message.text())
      })
      return page
    }
    try {
      const given = { page: await openPage(), openPage, server: server.control, url, complaints, ...more }
      await play(/** @type {any} */ (given))
      assert.deepEqual(complaints, [], 'the console is quiet')
    } finally {
      await context.close()
    }
  }
