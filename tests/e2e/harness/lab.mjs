// One browser for a test file; a server and a browser profile for each test.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { launchBrowser } from './browser.mjs'
import { startServer } from './server.mjs'
import { bearer, Tab } from './tab.mjs'

/**
 * Returns `scene`, which wraps a test: `test('…', scene(async ({ server, openTab }) => { … }))`.
 * A page that complained in its console fails its test, unless the test takes the complaints itself.
 */
export function makeLab({ mounts } = {}) {
  let browser

  before(async () => {
    browser = await launchBrowser()
  })
  after(() => browser?.close())

  return (play) => async (t) => {
    // A new one each time: a call that the last test left behind would be counted in this one.
    const server = await startServer({ mounts })
    const context = await browser.newContext()
    const tabs = []
    const makeTab = async ({ config = {}, prepare, from, url = server.url } = {}) => {
      const page = await context.newPage()
      if (prepare) await page.addInitScript(prepare)
      const tab = new Tab(page, { url, config: { ...bearer, ...config }, from })
      tabs.push(tab)
      return tab
    }
    const openTab = async (options) => {
      const tab = await makeTab(options)
      assert.deepEqual(await tab.open(), {})
      return tab
    }
    const openSignedIn = async (options) => {
      const tab = await openTab(options)
      const { error } = await tab.login()
      assert.equal(error, undefined)
      return tab
    }
    /** So many tabs of one session: the first logs in, the others find it. */
    const openTabs = async (count, options) => {
      const first = await openSignedIn(options)
      const others = await Promise.all(Array.from({ length: count - 1 }, () => openTab(options)))
      for (const tab of others) assert.equal(await tab.status(), 'signedIn')
      return [first, ...others]
    }
    try {
      const playing = play({
        t,
        server: server.control,
        url: server.url,
        context,
        browser,
        makeTab,
        openTab,
        openSignedIn,
        openTabs,
      })
      await inTime(playing)
      for (const tab of tabs) assert.deepEqual(tab.complaints, [], 'the console is quiet')
    } finally {
      await context.close()
      await server.stop()
    }
  }
}

/** A test that waits for ever is to say so, and the next one is to run. */
async function inTime(playing) {
  let timer
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('It has not come to its end in 60 s.')), 60_000)
  })
  try {
    return await Promise.race([playing, tooLong])
  } finally {
    clearTimeout(timer)
  }
}
