// R34: should the binary trap all the same, every waiting call rejects with INTERNAL, one warning tells of it, and the
// next createAuth starts on a fresh instance.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaintsOf, stillWorks } from './harness/border.mjs'
import { dialects } from './harness/dialects.mjs'
import { inTime } from './harness/in-time.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, results } from './harness/outcomes.mjs'
import { letsGoOfLocks, loaded } from './harness/trap.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('./harness/lab.mjs').Scene} Scene */

const scene = makeLab()

const calls = ['a request', 'a verb', 'getAccessToken', 'setTokens', 'an abort']
/** They have no outcome of their own. */
const events = [
  'a storage event',
  'a message of another tab',
  'a page that comes back',
  'the reply of the refresh',
]

const internal = 'rejects INTERNAL'
const warnings = async (/** @type {Tab} */ tab, /** @type {string | undefined} */ name = undefined) =>
  (await tab.events('warning', name))
    .map((/** @type {{ code: string }} */ { code }) => code)
    .filter((/** @type {string} */ code) => code === 'INTERNAL')

/** A page with requests that wait for a refresh, which waits for the server. */
async function openWaiting(/** @type {Scene} */ { server, makeTab }) {
  const tab = await makeTab()
  await loaded(tab, 'border-trap')
  assert.deepEqual(await tab.create(), {})
  assert.equal((await tab.login()).error, undefined)
  assert.ok(await tab.page.evaluate(() => window.lab.border.memorySize() > 0), 'the memory was found')
  await server.expireAccess()
  await server.hold('refresh')
  await tab.start(10, '/me')
  await tab.pending(10)
  await server.wait('refresh.received', 1)
  return tab
}

for (const entry of [...calls, ...events]) {
  test(
    `a trap by ${entry}: nobody is left waiting, and the next client works`,
    scene(async (lab) => {
      const { server } = lab
      const tab = await openWaiting(lab)
      const entered = tab.page.evaluate(
        (entry) => window.lab.border.entries[entry](window.lab.clients.main.auth),
        entry,
      )
      const last = await inTime(entered, entry, 10_000)
      assert.equal(last, events.includes(entry) ? undefined : internal)
      await server.release('refresh')
      assert.deepEqual(results(await inTime(tab.outcomes(), entry, 10_000)), all(10, 'INTERNAL'))

      const late = tab.page.evaluate(() => window.lab.border.lateCalls(window.lab.clients.main.auth))
      assert.deepEqual(await inTime(late, 'late calls'), all(9, internal))
      assert.deepEqual(await warnings(tab), ['INTERNAL'], 'it is told once')
      await letsGoOfLocks(tab)

      // Another client of the same page and session: it finds what was stored.
      assert.deepEqual(await inTime(tab.create(tab.config, 'next'), 'createAuth'), {})
      const login = tab.page.evaluate(() =>
        window.lab.clients.next
          .call('login', { username: 'demo', password: 'demo' })
          .then(({ error }) => error),
      )
      assert.equal(await inTime(login, 'login'), undefined)
      await stillWorks(tab, server, entry, { name: 'next' })
      const quiet = tab.page.evaluate(() => window.lab.border.quietCalls(window.lab.clients.main.auth))
      assert.match((await inTime(quiet, 'quiet calls')).logout, /^(answers|rejects INTERNAL)$/)
      await stillWorks(tab, server, 'the old client was disposed of', { name: 'next' })
      assert.deepEqual(await warnings(tab, 'next'), [])
      assert.deepEqual(await complaintsOf(tab), [])
    }),
  )
}

test(
  'all clients of the page hear of it, each once; a new one takes over the session that was stored',
  scene(async (lab) => {
    const { server } = lab
    const tab = await openWaiting(lab)
    await server.release('refresh')
    assert.deepEqual(results(await tab.outcomes()), all(10, 200))
    assert.deepEqual(await tab.create({ ...tab.config, storageKey: 'second' }, 'second'), {})
    const signIn = () =>
      window.lab.clients.second
        .call('login', { username: 'demo', password: 'demo' })
        .then(({ error }) => error)
    assert.equal(await tab.page.evaluate(signIn), undefined)

    await server.hold('resource')
    const { received } = (await server.counters()).resource
    await tab.start(2, '/me')
    // Chromium lets equal addresses wait for each other.
    await tab.start(2, '/echo', { name: 'second' })
    await server.wait('resource.received', received + 4)
    await inTime(
      tab.page.evaluate(() => window.lab.border.entries['a request'](window.lab.clients.main.auth)),
      'a trap',
    )
    await server.release('resource')
    for (const name of ['main', 'second']) {
      assert.deepEqual(results(await inTime(tab.outcomes(name), name, 10_000)), all(2, 'INTERNAL'))
      assert.deepEqual(await warnings(tab, name), ['INTERNAL'])
    }
    assert.deepEqual(await tab.create(tab.config, 'next'), {})
    assert.equal(await tab.status('next'), 'signedIn')
    await stillWorks(tab, server, 'a new client without a login', { name: 'next' })
    // And a second time, on the fresh instance.
    await tab.page.evaluate(() => window.lab.border.entries['a request'](window.lab.clients.next.auth))
    assert.deepEqual(await warnings(tab, 'next'), ['INTERNAL'])
    assert.deepEqual(await tab.create(tab.config, 'third'), {})
    await stillWorks(tab, server, 'a second trap', { name: 'third' })
    assert.deepEqual(await complaintsOf(tab), [])
  }),
)

test(
  'a trap while the session is restored: nobody is signed in, and nobody waits for the restore',
  scene(async ({ server, makeTab }) => {
    const tab = await makeTab({ config: { ...dialects.cookie, baseURL: '/cookie' } })
    await loaded(tab, 'border-trap')
    assert.deepEqual(await tab.create(), {})
    assert.equal((await tab.login()).error, undefined)
    await server.hold('refresh')
    await loaded(tab, 'border-trap')
    assert.deepEqual(await tab.create(), {})
    await server.wait('refresh.received', 1)
    assert.equal(await tab.status(), 'restoring')
    await tab.start(2, '/me')
    await tab.page.evaluate(() => {
      window.changes = 0
      window.lab.clients.main.auth.subscribe(() => window.changes++)
    })
    await tab.page.evaluate(() => window.lab.border.entries['a request'](window.lab.clients.main.auth))
    assert.deepEqual(results(await inTime(tab.outcomes(), 'the requests', 10_000)), all(2, 'INTERNAL'))
    assert.deepEqual([await tab.status(), await tab.page.evaluate(() => window.changes)], ['signedOut', 1])
    assert.deepEqual(await warnings(tab), ['INTERNAL'])
    await server.release('refresh')
    assert.deepEqual(await complaintsOf(tab), [])
  }),
)

test(
  'a trap within a storage’s own method, and one while createAuth is under way',
  scene(async ({ server, makeTab }) => {
    const tab = await makeTab()
    await loaded(tab, 'border-trap')
    const played = tab.page.evaluate(async (config) => {
      const { outcomeOf, ruin } = window.lab.border
      let bad = false
      const storage = {
        getItem: () => {
          if (bad) ruin()
          return null
        },
        setItem: () => bad && ruin(),
        removeItem: () => bad && ruin(),
      }
      const { error } = await window.lab.open({ ...config, storage })
      bad = true
      const { auth } = window.lab.clients.main
      const outcomes = [error, await outcomeOf(() => auth.setTokens({ access: 'given' }))]
      outcomes.push(await outcomeOf(() => auth.fetch('/me')))
      outcomes.push(
        await outcomeOf(() => window.lab.createAuth({ ...config, storage, storageKey: 'ruined' })),
      )
      return outcomes
    }, tab.config)
    const [error, ...outcomes] = await inTime(played, 'a storage that ruins it', 15_000)
    assert.equal(error ?? undefined, undefined)
    assert.deepEqual(outcomes, all(3, internal))
    assert.deepEqual(await tab.create(tab.config, 'next'), {})
    const login = () =>
      window.lab.clients.next.call('login', { username: 'demo', password: 'demo' }).then(({ error }) => error)
    assert.equal(await tab.page.evaluate(login), undefined)
    await stillWorks(tab, server, 'afterwards', { name: 'next' })
    assert.deepEqual(await complaintsOf(tab), [])
  }),
)
