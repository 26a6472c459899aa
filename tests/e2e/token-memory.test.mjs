// What is left of tokens in the binary's memory: nothing, once they are dropped (R26).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watchMemory } from './harness/memory.mjs'
import { all, result, results } from './harness/outcomes.mjs'
import { makeTokenLab } from './harness/token-lab.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('./harness/backend.mjs').StartedBackend} StartedBackend */

const { scene } = await makeTokenLab()

/** Their ends only: what reuses a piece of memory may have begun to overwrite it. */
const endsOf = (/** @type {string[]} */ tokens) => tokens.map((token) => token.slice(-14))

const count = (/** @type {Tab} */ tab, /** @type {string[]} */ tokens) =>
  tab.page.evaluate((texts) => countInMemory(texts), endsOf(tokens))

/** None of them is there, once the storage has done what it was given last. */
async function assertGone(
  /** @type {Tab} */ tab,
  /** @type {string[]} */ tokens,
  /** @type {string | undefined} */ when = undefined,
) {
  const isGone = (/** @type {string[]} */ texts) => countInMemory(texts).every((found) => found === 0)
  const waited = tab.page.waitForFunction(isGone, endsOf(tokens), { polling: 100, timeout: 5_000 })
  await waited.catch(() => {})
  assert.deepEqual(await count(tab, tokens), all(tokens.length, 0), when)
}

/** The control: what is in use is there, so it was looked for in the right place. */
async function assertOnly(
  /** @type {Tab} */ tab,
  /** @type {string[]} */ current,
  /** @type {string[] | never[]} */ dropped,
) {
  const [access] = await count(tab, current)
  assert.ok(access > 0, 'the present access token is found')
  await assertGone(tab, dropped, 'dropped tokens are not')
}

/** All that a session's tokens pass through. */
async function live(/** @type {Tab} */ tab, /** @type {StartedBackend} */ home) {
  assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
  await tab.call('getAccessToken')
  await tab.call('post', '/me', { text: 'x'.repeat(2_000) })
  home.expire()
  assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
}

for (const [how, config] of /** @type {[string, object][]} */ ([
  ['in localStorage', {}],
  ['in memory', { storage: 'memory' }],
  ['sent in a header', { refresh: { url: '/refresh', send: 'header:refresh-token' } }],
  ['sent in a form', { refresh: { url: '/refresh', send: 'form:refresh_token' } }],
  ['sent in the query', { refresh: { url: '/refresh', method: 'GET', send: 'query:refresh_token' } }],
])) {
  test(
    `nothing is left of tokens after a refresh, a logout and a dispose (${how})`,
    scene(async ({ home, openSignedIn }) => {
      const tab = await openSignedIn({ config, prepare: watchMemory })
      await live(tab, home)
      await assertOnly(tab, home.issued.slice(2), home.issued.slice(0, 2))
      await live(tab, home)
      await assertOnly(tab, home.issued.slice(4), home.issued.slice(0, 4))
      await tab.call('logout')
      await assertGone(tab, home.issued, 'after the logout')

      assert.equal((await tab.login()).error, undefined)
      assert.equal(result(await tab.ask('/me')), 200)
      await assertOnly(tab, home.issued.slice(6), home.issued.slice(0, 6))
      await tab.page.evaluate(() => lab.clients.main.auth.dispose())
      await assertGone(tab, home.issued, 'after the dispose')
    }),
  )
}

test(
  'nothing of a session that was found in the store, by another tab’s doing, or set',
  scene(async ({ home, openSignedIn, openTab }) => {
    const first = await openSignedIn({ prepare: watchMemory })
    const second = await openTab({ prepare: watchMemory })
    assert.equal(result(await second.ask('/me')), 200)
    await assertOnly(second, home.issued, [])
    home.expire()
    assert.equal(result(await first.ask('/me')), 200)
    await second.told('refreshed')
    await assertOnly(second, home.issued.slice(2), home.issued.slice(0, 2))
    await first.call('logout')
    await second.told('signedOut')
    for (const tab of [first, second]) await assertGone(tab, home.issued)

    const [set, next] = ['set-access-token-0123456789', 'set-access-token-9876543210']
    await first.call('setTokens', { access: set })
    await assertOnly(first, [set], [])
    await first.call('setTokens', { access: next })
    await assertOnly(first, [next], [set])
    await first.call('logout')
    await assertGone(first, [set, next])
  }),
)
