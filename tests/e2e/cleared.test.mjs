// R23: a page that deletes the record has logged out. No event tells a page of its own changes: the next reading of the session does.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openApp } from './harness/app-page.mjs'
import { bundleApps } from './harness/apps.mjs'
import { inLedger } from './harness/in-ledger.mjs'
import { makeLab } from './harness/lab.mjs'
import { result } from './harness/outcomes.mjs'
import * as without from './harness/without.mjs'

/** @typedef {import('playwright-core').Page} Page */

const apps = await bundleApps(['react.jsx'])
after(() => apps.remove())

const scene = makeLab({ mounts: { apps: apps.folder } })

test(
  'localStorage.clear() is a logout, which a reading of the session brings to light in every tab',
  scene(async ({ server, openTabs }) => {
    const [tab, other] = await openTabs(2)
    await inLedger(tab.page)
    // The ledger in the database knows whether another tab's logout has removed the record, so it is asked first.
    await tab.page.evaluate(() => {
      const { auth } = lab.clients.main
      localStorage.clear()
      return new Promise((resolve) => {
        auth.on('signedOut', resolve)
        void auth.session
      })
    })
    assert.equal(await tab.status(), 'signedOut')
    assert.deepEqual(await tab.events('signedOut'), [{ by: 'otherTab' }])
    await other.told('signedOut')
    assert.equal(await other.status(), 'signedOut')
    assert.equal(result(await tab.ask('/me')), 401)
    assert.equal((await server.counters()).refresh.received, 0)
    assert.equal(await tab.stored(), null)
  }),
)

test(
  'without a database the very reading shows it, and listeners are told when the reader is through',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn({ prepare: without.database })
    await inLedger(tab.page)
    const seen = await tab.page.evaluate(async () => {
      const { auth } = lab.clients.main
      let told = 0
      auth.subscribe(() => told++)
      localStorage.clear()
      const { session } = auth
      const during = told
      await null
      return { signedIn: session.signedIn, during, told, same: auth.session === session }
    })
    assert.deepEqual(seen, { signedIn: false, during: 0, told: 1, same: true })
  }),
)

for (const storage of ['memory', 'session'])
  test(
    `what another part of the page clears is nothing to a session with storage: '${storage}'`,
    scene(async ({ openSignedIn }) => {
      const tab = await openSignedIn({ config: { storage } })
      await tab.page.evaluate(() => localStorage.clear())
      assert.equal(await tab.status(), 'signedIn')
      assert.equal(result(await tab.ask('/me')), 200)
      assert.equal(await tab.status(), 'signedIn')
    }),
  )

test(
  'React: a rendering that finds the record gone shows the login, and updates no component meanwhile',
  scene(async ({ context, url }) => {
    const { page, complaints, shows } = await openApp({ context, url }, 'react.html', without.database)
    await page.click('#login')
    await shows('status', 'signedIn')
    await inLedger(page)
    await page.evaluate(() => localStorage.clear())
    await page.click('#show-orders')
    await shows('status', 'signedOut')
    await page.locator('#login').waitFor()
    assert.deepEqual(complaints, [])
  }),
)
