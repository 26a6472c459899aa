// Sessions that come back, in Firefox and WebKit: a reload, and five tabs at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backWithData, inMemory, quietlySignedOut, refreshes, signedInTabs } from './harness/coming-back.mjs'
import { makeEngineLab } from './harness/engine-lab.mjs'
import { eventually } from './harness/eventually.mjs'
import { all, results } from './harness/outcomes.mjs'

const options = { config: inMemory }

for (const engine of ['Firefox', 'WebKit']) {
  const { skip, scene } = await makeEngineLab(engine)

  test(
    `${engine}: a reload asks once, requests wait for it, and a refusal is quiet`,
    { skip },
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn(options)
      await server.hold('refresh')
      await tab.reload()
      await server.wait('refresh.received', 1)
      assert.equal(await tab.status(), 'restoring')
      await tab.start(5, '/me')
      await tab.pending(5)
      await server.release('refresh')
      assert.deepEqual(results(await tab.outcomes()), all(5, 200))
      await backWithData(tab)
      assert.deepEqual(await tab.statuses(), ['restoring', 'signedIn'])
      const { refresh, resource } = await server.counters()
      assert.deepEqual([refresh.received, resource.refused], [1, 0])
      await server.revoke()
      await tab.reload()
      await quietlySignedOut(tab)
      assert.ok(!(await tab.stored()), 'the mark is gone')
      assert.equal(await refreshes(server), 2)
    }),
  )

  test(
    `${engine}: five tabs come back at once, with one refresh`,
    { skip },
    scene(async ({ server, ...lab }) => {
      const tabs = await signedInTabs(5, lab, options)
      for (const tab of tabs) await tab.page.goto('about:blank')
      // The driver loads one page after the other: they meet where none has its answer yet.
      await server.hold('refresh')
      for (const tab of tabs) await tab.open()
      for (const tab of tabs) assert.equal(await tab.status(), 'restoring')
      await server.release('refresh')
      await backWithData(...tabs)
      const { refresh } = await server.counters()
      assert.deepEqual([refresh.received, refresh.reuseDetected], [1, 0])
    }),
  )

  // The others let go of a page that a message reaches.
  if (engine !== 'WebKit') continue
  test(
    'WebKit: a page that is back from the back/forward cache, where nothing reached it, is the next user’s, and not the last one’s',
    { skip },
    scene(async ({ url, openSignedIn, openTab }) => {
      const memory = { config: { storage: 'memory' } }
      const cached = await openSignedIn(memory)
      const other = await openTab(memory)
      await other.becomes('signedIn')
      await cached.page.evaluate(() => {
        window.addEventListener('pageshow', ({ persisted }) => {
          window.held = persisted
        })
      })
      // The driver goes there and back: a script that runs as its page leaves is frozen with it, and never answered.
      await cached.page.goto(`${url}/fixtures/blank.html?away`)
      await other.call('logout')
      await other.login('alice')
      await cached.page.goBack()
      assert.equal(await cached.page.evaluate(() => window.held), true, 'it was kept')
      const { value: token } = await other.call('getAccessToken')
      await eventually(
        cached.page,
        async (token) => (await lab.clients.main.auth.getAccessToken()) === token,
        token,
      )
      assert.equal((await cached.ask('/me')).body.username, 'alice')
    }),
  )
}
