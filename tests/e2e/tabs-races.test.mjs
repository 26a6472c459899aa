// Logins and logouts at the same moment in different tabs, and tabs that sleep and wake together.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { all, results } from './harness/outcomes.mjs'
import { freeze, processOf, thaw } from './harness/processes.mjs'
import * as without from './harness/without.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

const variants = [
  { what: '', prepare: without.nothing },
  { what: ' (without Web Locks)', prepare: without.webLocks },
  { what: ' (without BroadcastChannel)', prepare: without.broadcastChannel },
]

/** Who the tab's requests go out as: a user, or nobody. */
const whoIs = async (/** @type {Tab} */ tab) => {
  const { status, body } = await tab.ask('/me')
  return status === 200 ? body.username : 'nobody'
}

/** All tabs agree within a second, and a reload changes nothing. */
async function agree(/** @type {Tab[]} */ tabs, /** @type {number} */ round, { reload = true } = {}) {
  const until = Date.now() + 1_000
  let users
  do users = await Promise.all(tabs.map(whoIs))
  while (new Set(users).size > 1 && Date.now() < until)
  assert.equal(new Set(users).size, 1, `round ${round}: ${users}`)
  if (reload) {
    await tabs[0].reload()
    assert.equal(await whoIs(tabs[0]), users[0], `round ${round}, after a reload`)
  }
  return users[0]
}

for (const { what, prepare } of variants) {
  test(
    `two users log in at the same moment in two tabs: in the end all tabs are the same one${what}`,
    scene(async ({ openTab }) => {
      const tabs = [await openTab({ prepare }), await openTab({ prepare }), await openTab({ prepare })]
      // The writes of two tabs cross on their way to the store only now and then.
      for (let round = 1; round <= 20; round += 1) {
        await Promise.all([tabs[1].login('demo'), tabs[2].login('alice')])
        assert.notEqual(await agree(tabs, round, { reload: round % 5 === 0 }), 'nobody')
      }
    }),
  )

  test(
    `a logout at the moment of a refresh: nobody comes back${what}`,
    scene(async ({ server, openTabs }) => {
      const tabs = await openTabs(3, { prepare })
      for (let round = 1; round <= 5; round += 1) {
        await server.expireAccess()
        const { received } = (await server.counters()).refresh
        const at = Date.now() + 100
        await Promise.all([tabs[0].start(3, '/me', { at }), tabs[2].start(3, '/me', { at })])
        // Every other time the logout comes before the refresh has reached the server.
        if (round % 2) await server.wait('refresh.received', received + 1)
        await tabs[1].call('logout')
        for (const tab of tabs) await tab.outcomes()
        assert.equal(await agree(tabs, round), 'nobody', `round ${round}`)
        assert.equal(await tabs[1].stored(), null)
        await tabs[1].login()
        for (const tab of tabs) {
          await tab.page.waitForFunction(() => lab.clients.main.auth.session.status === 'signedIn')
        }
      }
    }),
  )

  test(
    `a logout and a login at the same moment: all tabs agree on what came last${what}`,
    scene(async ({ openTabs }) => {
      const tabs = await openTabs(3, { prepare })
      for (let round = 1; round <= 5; round += 1) {
        await Promise.all([tabs[1].call('logout'), tabs[2].login(round % 2 ? 'alice' : 'demo')])
        await agree(tabs, round)
        await tabs[2].login()
      }
    }),
  )
}

test(
  'three tabs sleep past the end of their token and wake together: one refresh',
  scene(async ({ server, browser, openTabs }) => {
    const tabs = await openTabs(3)
    /** @type {number[]} */
    const processes = []
    for (const tab of tabs) processes.push(await processOf(browser, tab))
    assert.equal(new Set(processes).size, 3)
    await server.settings({ accessLifetimeMs: 3_000 })
    await tabs[0].call('refresh')
    await Promise.all(tabs.map((tab) => tab.told('refreshed')))
    processes.forEach(freeze)
    try {
      await server.settings({ accessLifetimeMs: 60_000 })
      await new Promise((resolve) => setTimeout(resolve, 3_500)) // time itself is the event here
    } finally {
      processes.forEach(thaw)
    }
    const asked = await Promise.all(tabs.map((tab) => tab.askMany(3, '/me')))
    assert.deepEqual(results(asked.flat()), all(9, 200))
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received, refresh.reuseDetected, resource.refused], [2, 0, 0])
    for (const tab of tabs) assert.equal(await tab.status(), 'signedIn')
  }),
)
