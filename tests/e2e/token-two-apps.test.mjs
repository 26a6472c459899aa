// Two applications on one origin with one storage key and a back-end each: a record is nothing to a client of another back-end (R23).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { all, result } from './harness/outcomes.mjs'
import { makeTokenLab, usual, warned } from './harness/token-lab.mjs'

/** @typedef {import('./harness/backend.mjs').StartedBackend} StartedBackend */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const { scene } = await makeTokenLab()

/** Neither back-end has ever seen a token of the other’s. */
function assertApart(/** @type {StartedBackend} */ home, /** @type {StartedBackend} */ elsewhere) {
  for (const token of home.issued) assert.deepEqual(elsewhere.saw(token), [], 'home’s came to elsewhere')
  for (const token of elsewhere.issued) assert.deepEqual(home.saw(token), [], 'elsewhere’s came to home')
}

const atHome = (/** @type {StartedBackend} */ home) => ({ ...usual, baseURL: `${home.url}/api` })
const atElsewhere = (/** @type {StartedBackend} */ elsewhere) => ({
  ...usual,
  baseURL: `${elsewhere.url}/api`,
})

/** A client's own call, its error as plain data. */
const on = (
  /** @type {Tab} */ tab,
  /** @type {string} */ name,
  /** @type {string} */ method,
  /** @type {(string | { a: number; } | { username: string; password: string; })[]} */ ...args
) =>
  tab.page.evaluate(
    async ([name, method, args]) => {
      const { value, error } = await lab.clients[name].call(method, ...args)
      return error ? { error } : { value: value?.status ?? value }
    },
    [name, method, args],
  )

const login = { username: 'demo', password: 'demo' }

/** All that an application does, so that a wrong token would show. */
async function callAll(/** @type {Tab} */ tab, /** @type {string} */ name) {
  await on(tab, name, 'get', '/me')
  await on(tab, name, 'post', '/me', { a: 1 })
  await on(tab, name, 'refresh')
  return on(tab, name, 'get', '/me')
}

test(
  'in one page: neither is signed in with the other’s tokens, nor out with the other’s logout',
  scene(async ({ home, elsewhere, newTab }) => {
    const tab = await newTab()
    await tab.create(atHome(home), 'one')
    assert.equal((await on(tab, 'one', 'login', login)).error, undefined)
    await tab.create(atElsewhere(elsewhere), 'two')
    assert.equal(await tab.status('two'), 'signedOut')
    await callAll(tab, 'two')
    assertApart(home, elsewhere)

    assert.equal((await on(tab, 'two', 'login', login)).error, undefined)
    assert.deepEqual([await tab.status('one'), await tab.status('two')], all(2, 'signedIn'))
    assert.deepEqual([(await callAll(tab, 'one')).value, (await callAll(tab, 'two')).value], [200, 200])
    home.expire()
    elsewhere.expire()
    const both = await Promise.all([on(tab, 'one', 'get', '/me'), on(tab, 'two', 'get', '/me')])
    assert.deepEqual(both, all(2, { value: 200 }))
    assertApart(home, elsewhere)

    const told =
      (await warned(tab, 'STORAGE_KEY_SHARED', 'one')) + (await warned(tab, 'STORAGE_KEY_SHARED', 'two'))
    assert.ok(told >= 1 && told <= 2, `told ${told} times`)

    await on(tab, 'two', 'logout')
    assert.deepEqual([await tab.status('one'), await tab.status('two')], ['signedIn', 'signedOut'])
    assert.equal((await on(tab, 'one', 'get', '/me')).value, 200)
    assertApart(home, elsewhere)
  }),
)

test(
  'over reloads, in any order, a record of the other’s is nothing',
  scene(async ({ home, elsewhere, newTab }) => {
    const tab = await newTab()
    const apps = { one: [home, atHome(home)], two: [elsewhere, atElsewhere(elsewhere)] }
    const orders = [
      ['one', 'two'],
      ['two', 'one'],
      ['one', 'two'],
    ]
    for (const [round, order] of orders.entries()) {
      await tab.page.reload()
      for (const name of order) {
        await tab.create(/** @type {any} */ (apps)[name][1], name)
        await callAll(tab, name)
      }
      assertApart(home, elsewhere)
      // Whose record it is changes with each login.
      for (const name of order) {
        assert.equal((await on(tab, name, 'login', login)).error, undefined, `${round} ${name}`)
        assert.equal((await callAll(tab, name)).value, 200, `${round} ${name}`)
        const [backend] = /** @type {any} */ (apps)[name]
        backend.expire()
        assert.equal((await on(tab, name, 'get', '/me')).value, 200, `${round} ${name}`)
      }
      assertApart(home, elsewhere)
    }
  }),
)

test(
  'in two tabs: what one tells its own tabs is nothing to the other',
  scene(async ({ home, elsewhere, openTab }) => {
    const one = await openTab({ config: atHome(home) })
    const two = await openTab({ config: atElsewhere(elsewhere) })
    // A sibling of the second hears what the first is not to hear, and tells when it has.
    const witness = await openTab({ config: atElsewhere(elsewhere) })
    assert.equal((await one.login()).error, undefined)
    assert.equal((await two.login()).error, undefined)
    await witness.told('signedIn')
    assert.equal((await one.ask('/me')).body.token, home.issued[0])
    assert.equal((await two.ask('/me')).body.token, elsewhere.issued[0])
    for (const round of [1, 2, 3]) {
      home.expire()
      elsewhere.expire()
      const outcomes = await Promise.all([one.ask('/me'), two.ask('/me')])
      assert.deepEqual(outcomes.map(result), all(2, 200), `round ${round}`)
    }
    assertApart(home, elsewhere)
    await two.call('logout')
    await witness.told('signedOut')
    assert.equal(await one.status(), 'signedIn')
    assert.equal(result(await one.ask('/me')), 200)
    assert.deepEqual(await one.events('signedOut'), [])
    assertApart(home, elsewhere)
  }),
)

test(
  'with a key of its own each keeps its session over a reload, and nothing is warned of',
  scene(async ({ home, elsewhere, newTab }) => {
    const tab = await newTab()
    const configs = {
      one: { ...atHome(home), storageKey: 'one' },
      two: { ...atElsewhere(elsewhere), storageKey: 'two' },
    }
    for (const [name, config] of Object.entries(configs)) {
      await tab.create(config, name)
      assert.equal((await on(tab, name, 'login', login)).error, undefined)
    }
    await tab.page.reload()
    for (const [name, config] of Object.entries(configs)) {
      await tab.create(config, name)
      assert.equal(await tab.status(name), 'signedIn')
      assert.equal((await callAll(tab, name)).value, 200)
      assert.equal(await warned(tab, 'STORAGE_KEY_SHARED', name), 0)
    }
    assertApart(home, elsewhere)
  }),
)
