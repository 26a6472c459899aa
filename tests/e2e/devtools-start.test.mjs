// The devtools look on: what the application hears is the same with them and without them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { bearer } from './harness/tab.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('./harness/tab.mjs').Config} Config */

const scene = makeLab()

/** Opens a page in which nothing is loaded but the lab. */
async function fresh(/** @type {Tab} */ { page, address }) {
  await page.goto(address)
  await page.waitForFunction(() => window.lab !== undefined)
}

/** What an application hears that starts, waits until it is ready and listens then; and what was printed. */
async function heard(/** @type {Tab} */ tab, /** @type {Config} */ config, withDevtools = false) {
  await fresh(tab)
  const told = await tab.page.evaluate(
    async ([config, withDevtools]) => {
      const [{ authFrom }, { mountDevtools }] = await Promise.all([
        lab.import('/package/index.js'),
        lab.import('/package/devtools.js'),
      ])
      const auth = authFrom(config)
      const tools = withDevtools && mountDevtools(auth)
      // As while an application loads its next part. The devtools must not take this time for theirs.
      await new Promise((resolve) => setTimeout(resolve))
      await auth.ready
      /** @type {string[]} */
      const told = []
      for (const name of /** @type {const} */ ([
        'signedIn',
        'signedOut',
        'loginRequired',
        'userChanged',
        'trace',
      ]))
        auth.on(name, (/** @type {object} */ detail) => told.push(`${name} ${JSON.stringify(detail)}`))
      await new Promise((resolve) => setTimeout(resolve))
      if (tools) tools.unmount()
      auth.dispose()
      return told
    },
    [{ ...bearer, ...config }, withDevtools],
  )
  return { told, printed: tab.complaints.splice(0).map((line) => line.split(':')[0]) }
}

test(
  'a session that comes back is told to the application that listens once it is ready',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn()
    for (const withDevtools of [false, true]) {
      const { told, printed } = await heard(tab, {}, withDevtools)
      assert.deepEqual(told, ['signedIn {"by":"restored"}'], `devtools: ${withDevtools}`)
      assert.deepEqual(printed, [])
    }
  }),
)

test(
  'so is the end of a session that was idle while the browser was closed',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const idle = { after: 1, warn: 0 }
    for (const withDevtools of [false, true]) {
      const config = { idle, storageKey: `idle-${withDevtools}` }
      await fresh(tab)
      await tab.page.evaluate(
        async (config) => {
          const auth = await lab.createAuth(config)
          await auth.login({ username: 'demo', password: 'demo' })
          auth.dispose()
        },
        { ...bearer, ...config },
      )
      const closed = Date.now()
      while (Date.now() < closed + 1_200) await tab.page.evaluate(() => {})
      assert.deepEqual(
        (await heard(tab, config, withDevtools)).told.sort(),
        ['loginRequired {"reason":"idle"}', 'signedOut {"by":"idle"}'],
        `devtools: ${withDevtools}`,
      )
    }
  }),
)

test(
  'a warning that the application does not hear is printed, unless it wants none, and a later listener hears it',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const insecure = { baseURL: 'http://api.invalid' }
    for (const withDevtools of [false, true]) {
      const loud = await heard(tab, insecure, withDevtools)
      assert.deepEqual(loud.printed, ['authflight INSECURE_TRANSPORT'], `devtools: ${withDevtools}`)
      const silent = await heard(tab, { ...insecure, warnings: 'silent' }, withDevtools)
      assert.deepEqual(silent.printed, [], `devtools: ${withDevtools}`)
    }
    const codes = await tab.page.evaluate(
      async (config) => {
        const { mountDevtools } = await lab.import('/package/devtools.js')
        const auth = await lab.createAuth(config)
        mountDevtools(auth)
        await new Promise((resolve) => setTimeout(resolve))
        /** @type {string[]} */
        const codes = []
        auth.on('warning', (/** @type {{ code: string }} */ { code }) => codes.push(code))
        await new Promise((resolve) => setTimeout(resolve))
        return codes
      },
      /** @type {Config} */ ({ ...bearer, ...insecure, warnings: 'silent' }),
    )
    assert.deepEqual(codes, ['INSECURE_TRANSPORT'])
  }),
)

test(
  'the devtools show what is told while they are there, the start included',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn()
    await fresh(tab)
    await tab.page.evaluate(
      async (config) => {
        const { authFrom } = await lab.import('/package/index.js')
        const { mountDevtools } = await lab.import('/package/devtools.js')
        const auth = authFrom(config)
        mountDevtools(auth, { open: true })
        await auth.ready
      },
      /** @type {Config} */ ({ ...bearer, warnings: 'silent' }),
    )
    await tab.page.click('authflight-devtools [data-act="events"]')
    await tab.page.locator('authflight-devtools #view-events', { hasText: 'signedIn' }).waitFor()
  }),
)
