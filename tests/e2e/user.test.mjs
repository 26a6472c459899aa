// Who is signed in: claims, the login's reply, an endpoint; in all tabs with the same tokens, and never the last user's (R32).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialects } from './harness/dialects.mjs'
import { eventually } from './harness/eventually.mjs'
import { makeLab } from './harness/lab.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()
const fromEndpoint = { user: '/me' }

const base64url = (/** @type {string} */ text) => Buffer.from(text).toString('base64url')

/** What a page sees of the user. */
const seen = (/** @type {Tab} */ tab) =>
  tab.page.evaluate(() => {
    const { user, claims } = lab.clients.main.auth
    return { user, claims }
  })
const named = async (/** @type {Tab} */ tab) => (await seen(tab)).user?.username
/** Resolves once the page shows this user. */
const shows = (/** @type {Tab} */ tab, /** @type {string | null} */ name) =>
  tab.page.waitForFunction((name) => (lab.clients.main.auth.user?.username ?? null) === name, name, {
    polling: 20,
  })

/** How often the back-end was asked. @param {import('./harness/control.mjs').Control} server */
const asked = async (server) => (await server.counters()).resource.received

/** Resolves once the record names the user, which is a moment after the tab of `tab` has heard of it. */
const recorded = (/** @type {Tab} */ tab) =>
  tab.page.waitForFunction(() => localStorage.getItem('authflight')?.includes('"username"'))

test(
  'by default it is the claims: frozen, the same object until they change, and null when signed out',
  scene(async ({ openTab, server }) => {
    const tab = await openTab()
    assert.deepEqual(await seen(tab), { user: null, claims: null })
    await tab.login()
    const { user, claims } = await seen(tab)
    assert.deepEqual(user, claims)
    assert.equal(claims?.sub, 'demo')
    const facts = await tab.page.evaluate(() => {
      const { auth } = lab.clients.main
      const before = auth.claims
      return [Object.isFrozen(auth.claims), auth.claims === before, auth.user === auth.claims]
    })
    assert.deepEqual(facts, [true, true, true])
    await server.expireAccess()
    await tab.ask('/me')
    const next = (await seen(tab)).claims
    assert.equal(next?.sub, 'demo')
    assert.notDeepEqual(next, claims, 'claims change with each token')
    const token = (/** @type {number} */ exp) => ({
      access: `e30.${base64url(JSON.stringify({ sub: 'ann', exp }))}.c2ln`,
    })
    for (const exp of [4e9, 5e9]) await tab.call('setTokens', token(exp))
    const told = (await tab.events('userChanged')).map(({ user }) => user?.sub)
    assert.equal(told.filter((sub) => sub === 'ann').length, 1, 'a later end is no other user')
    await tab.call('logout')
    assert.deepEqual(await seen(tab), { user: null, claims: null })
    assert.equal((await tab.events('userChanged')).at(-1).user, null)
  }),
)

test(
  'payloads of every kind are read right, or are null',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    const payload = (/** @type {unknown} */ value) => `e30.${base64url(JSON.stringify(value))}.c2ln`
    for (const [access, claims] of /** @type {[string, object | null][]} */ ([
      [payload({ name: 'Zoë 王 😀' }), { name: 'Zoë 王 😀' }],
      [`e30.${Buffer.from('{"a":1}').toString('base64')}.c2ln`, { a: 1 }],
      [payload({ roles: ['a', { b: null }] }), { roles: ['a', { b: null }] }],
      [payload([1]), null],
      [payload('text'), null],
      ['e30.bm90IGpzb24.c2ln', null],
      ['opaque', null],
      ['a.b', null],
      ['a.%%%.c', null],
      [`e30.${base64url('{"__proto__":{"polluted":1}}')}.c2ln`, {}],
    ])) {
      await tab.call('setTokens', { access })
      const found = (await seen(tab)).claims
      assert.deepEqual(found && JSON.parse(JSON.stringify(found)), claims, access)
    }
    assert.equal(await tab.page.evaluate(() => /** @type {any} */ ({}).polluted), undefined)
  }),
)

test(
  'from the login’s reply, and a reload remembers it',
  scene(async ({ openTab }) => {
    const config = { ...dialects.envelope, baseURL: '/envelope', user: 'body:data' }
    const tab = await openTab({ config })
    await tab.login()
    const { user } = await seen(tab)
    assert.equal(typeof user, 'object')
    await tab.reload()
    assert.deepEqual((await seen(tab)).user, user)
  }),
)

test(
  'from an endpoint: asked once for all tabs, remembered, and asked again on demand',
  scene(async ({ openTab, openTabs, server }) => {
    const tabs = await openTabs(3, { config: fromEndpoint })
    for (const tab of tabs) await shows(tab, 'demo')
    assert.equal(await asked(server), 1)
    for (const tab of tabs) await recorded(tab)
    await tabs[1].reload()
    assert.equal(await named(tabs[1]), 'demo')
    assert.equal(await asked(server), 1)
    const late = await openTab({ config: fromEndpoint })
    assert.equal(await named(late), 'demo')
    assert.equal(await asked(server), 1)
    assert.equal((await tabs[2].call('reloadUser')).value.username, 'demo')
    assert.equal(await asked(server), 2)
    await tabs[0].call('logout')
    for (const tab of [...tabs, late]) await shows(tab, null)
  }),
)

test(
  'reloadUser right after a reload asks, although the user is known',
  scene(async ({ openSignedIn, server }) => {
    const tab = await openSignedIn({ config: fromEndpoint })
    await shows(tab, 'demo')
    await recorded(tab)
    await tab.reload()
    assert.equal((await tab.call('reloadUser')).value.username, 'demo')
    assert.equal(await asked(server), 2)
  }),
)

test(
  'an endpoint that does not answer is given up after the timeout',
  scene(async ({ openSignedIn, server }) => {
    const tab = await openSignedIn({ config: { ...fromEndpoint, timeout: 1000 } })
    await shows(tab, 'demo')
    await server.hold('resource')
    const { error } = await tab.call('reloadUser')
    await server.release('resource')
    assert.equal(error.code, 'ECONNABORTED')
    assert.equal(await named(tab), 'demo')
  }),
)

test(
  'what the endpoint says after the session is over is told to nobody',
  scene(async ({ openTab, server }) => {
    const tab = await openTab({ config: fromEndpoint })
    await server.hold('resource')
    await tab.login()
    await server.wait('resource.received', 1)
    await tab.call('logout')
    await server.release('resource')
    assert.equal((await tab.call('reloadUser')).value, null)
    const told = await tab.events('userChanged')
    assert.deepEqual(
      told.filter(({ cause }) => cause !== undefined),
      [],
    )
  }),
)

test(
  'a tab that is closed while it asks: another one asks, and a reload remembers',
  scene(async ({ openTab, server }) => {
    const [first, other] = [await openTab({ config: fromEndpoint }), await openTab({ config: fromEndpoint })]
    await server.hold('resource')
    await first.login()
    await server.wait('resource.received', 1)
    await other.becomes('signedIn')
    await first.page.close()
    await server.wait('resource.received', 2)
    await server.release('resource')
    await shows(other, 'demo')
    await recorded(other)
    await other.reload()
    assert.equal(await named(other), 'demo')
    assert.equal(await asked(server), 2)
  }),
)

test(
  'a tab that only heard of the login may ask first: the one that logged in hears what it was told',
  scene(async ({ openTab, server }) => {
    const slowLocks = () => {
      const own = navigator.locks.request.bind(navigator.locks)
      /** @param {string} name @param {any[]} rest */
      navigator.locks.request = async (name, ...rest) => {
        if (name.startsWith('authflight:user:') && !window.held)
          await new Promise((go) => {
            window.held = go
          })
        return /** @type {any} */ (own)(name, ...rest)
      }
    }
    const first = await openTab({ config: fromEndpoint, prepare: slowLocks })
    const other = await openTab({ config: fromEndpoint })
    await server.hold('resource')
    await first.login()
    await server.wait('resource.received', 1)
    await first.page.evaluate(() => window.held())
    await eventually(first.page, async () =>
      (await navigator.locks.query()).pending?.some(({ name }) => name?.startsWith('authflight:user:')),
    )
    await server.release('resource')
    for (const tab of [first, other]) await shows(tab, 'demo')
    await recorded(first)
    await first.reload()
    assert.equal(await named(first), 'demo')
    assert.equal(await asked(server), 1)
  }),
)

test(
  'an answer about the last user never shows under the next one',
  scene(async ({ openTabs }) => {
    const tabs = await openTabs(2, { config: fromEndpoint })
    for (const tab of tabs) await shows(tab, 'demo')
    const watched = (/** @type {Tab} */ tab) =>
      tab.page.evaluate(() => {
        window.shown = []
        const { auth } = lab.clients.main
        const note = () => window.shown.push([auth.session.signedIn, auth.user?.username ?? null])
        auth.subscribe(note)
        auth.on('userChanged', note)
      })
    for (const tab of tabs) await watched(tab)
    // The answer about demo is held in the page while another user signs in.
    await tabs[0].page.evaluate(() => {
      const own = window.fetch
      window.fetch = async (...given) => {
        const reply = await own(...given)
        const isMe = String(/** @type {Request} */ (given[0])?.url ?? given[0]).endsWith('/me')
        if (isMe && !window.held) {
          await new Promise((go) => {
            window.held = go
          })
        }
        return reply
      }
      window.reloaded = lab.clients.main.auth.reloadUser().catch(() => {})
    })
    await tabs[0].page.waitForFunction(() => window.held)
    await tabs[1].call('logout')
    assert.equal((await tabs[1].login('alice')).error, undefined)
    await tabs[0].page.evaluate(() => {
      window.held()
      return window.reloaded
    })
    const after = await tabs[0].page.evaluate(() => lab.clients.main.auth.user?.username ?? null)
    assert.notEqual(after, 'demo')
    for (const tab of tabs) await shows(tab, 'alice')
    const shown = await tabs[0].page.evaluate(() => window.shown)
    const logout = shown.findIndex((/** @type {unknown[]} */ [signedIn]) => !signedIn)
    assert.ok(logout >= 0, 'the logout was seen')
    const since = shown.slice(logout)
    assert.ok(
      since.every((/** @type {unknown[]} */ [, name]) => name !== 'demo'),
      JSON.stringify(since),
    )
  }),
)

for (const [source, config, key] of /** @type {[string, object, string][]} */ ([
  ['claims', {}, 'sub'],
  ['an endpoint', fromEndpoint, 'username'],
]))
  test(
    `${source}: whoever is told of a session reads its user, and not the last one’s`,
    scene(async ({ openSignedIn }) => {
      const tab = await openSignedIn({ config })
      await tab.page.waitForFunction(
        (key) => /** @type {any} */ (lab.clients.main.auth.user)?.[key] === 'demo',
        key,
      )
      await tab.page.evaluate((key) => {
        const { auth } = lab.clients.main
        window.read = []
        auth.subscribe(() => window.read.push(/** @type {any} */ (auth.user)?.[key] ?? null))
      }, key)
      // Over the last one: nobody is signed out between them.
      await tab.login('alice')
      await tab.page.waitForFunction(() => window.read.at(-1) === 'alice')
      const read = await tab.page.evaluate(() => window.read)
      const since = read.slice(read.findIndex((/** @type {string} */ name) => name !== 'demo'))
      assert.ok(
        since.every((/** @type {string} */ name) => name !== 'demo'),
        JSON.stringify(read),
      )
    }),
  )

test(
  'an endpoint that fails signs nobody out, and is told',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn({ config: { user: '/status/500' } })
    await tab.told('userChanged')
    assert.deepEqual([await tab.status(), (await seen(tab)).user], ['signedIn', null])
    const { error } = await tab.call('reloadUser')
    assert.equal(error.code, 'ERR_BAD_RESPONSE')
    assert.equal(await tab.status(), 'signedIn')
  }),
)
