// A test of an example: a page of its own, whose console is quiet.
import assert from 'node:assert/strict'

/** Chromium's own line for every 4xx and 5xx; no doing of the app's. */
const networkNote = /^Failed to load resource: /

/**
 * Returns `scene`, which wraps a test: `test('…', scene(async ({ page, server }) => { … }))`.
 * @param lab what there is once the tests run: `browser`, `server`, the address of the app as `url`, and what else a test gets
 */
export const sceneOf = (lab) => (play) => async () => {
  const { browser, server, url, ...more } = lab
  await server.control.reset()
  const context = await browser.newContext({ baseURL: url })
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
    await play({ page: await openPage(), openPage, server: server.control, url, complaints, ...more })
    assert.deepEqual(complaints, [], 'the console is quiet')
  } finally {
    await context.close()
  }
}
