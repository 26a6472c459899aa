// Guards with roles: the application's own predicate judges, and never anybody but who is signed in.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openApp } from './harness/app-page.mjs'
import { bundleApps } from './harness/apps.mjs'
import { makeLab } from './harness/lab.mjs'

/** @typedef {import('./harness/lab.mjs').Scene} Scene */

const apps = await bundleApps(['roles-vue.js', 'roles.jsx'])
after(() => apps.remove())

const scene = makeLab({ mounts: { apps: apps.folder } })

const forbidden = '/403?why=roles'
const login = { path: '/login', query: { redirect: '/report' } }
const forAlice = { roles: ['alice'] }
const forDemo = { roles: ['demo'] }

/** The app in a page of its own. `query` is its client, and the options of that. */
async function open(
  /** @type {Scene} */ scene,
  /** @type {string} */ name,
  /** @type {string} */ query,
  hash = '',
) {
  const { page, complaints, shows } = await openApp(scene, `${name}.html?${query}#${hash}`)
  await page.waitForFunction(() => window.auth)
  const signIn = (/** @type {string} */ username) =>
    page.evaluate((username) => window.signIn(username), username)
  const asked = () => page.evaluate(() => window.asked)
  /** Resolves with the guard's verdict. */
  const navigate = (/** @type {unknown[]} */ ...given) =>
    page.evaluate((given) => window.navigate(/** @type {unknown[]} */ ...given), given)
  /** Begins a navigation, which waits. */
  const begin = async (/** @type {unknown[]} */ ...given) => {
    await page.evaluate((given) => void window.navigate(/** @type {unknown[]} */ ...given), given)
    // A round trip to the server: an answer that does not wait would be there by then.
    const found = await page.evaluate(() => fetch('/bearer/public').then(() => window.verdict))
    assert.equal(found, undefined, 'it waits')
  }
  const judged = () =>
    page.waitForFunction(() => window.verdict !== undefined).then(() => page.evaluate(() => window.verdict))
  const showPart = (/** @type {string | RegExp} */ part) =>
    page.evaluate((part) => window.showPart(part), part)
  return { page, complaints, signIn, asked, navigate, begin, judged, shows, showPart }
}

for (const [client, query] of [
  ['the real client, by claims', ''],
  ['the real client, by an endpoint', 'user=/me'],
  ['the test auth', 'client=test'],
]) {
  test(
    `Vue, ${client}: who is allowed enters, who is not goes where the guard says, and who is signed out to the login`,
    scene(async (lab) => {
      const { navigate, signIn, asked, complaints } = await open(lab, 'roles-vue', query)
      assert.deepEqual(await navigate(forDemo), login)
      assert.deepEqual(await asked(), [])
      await signIn('demo')
      assert.equal(await navigate(forDemo), true)
      assert.equal(await navigate(forAlice), forbidden)
      assert.deepEqual(await asked(), [
        ['demo', ['demo']],
        ['demo', ['alice']],
      ])
      assert.deepEqual(await navigate(forAlice, {}, 'name'), { name: 'forbidden' })
      assert.equal(await navigate(forAlice, {}, 'plain'), false)
      // The next user's roles are his own.
      await signIn('alice')
      assert.equal(await navigate(forAlice), true)
      assert.equal(await navigate(forDemo), forbidden)
      assert.deepEqual(complaints, [])
    }),
  )

  test(
    `React, ${client}: what is for some follows who is signed in`,
    scene(async (lab) => {
      const { page, shows, showPart, signIn, complaints } = await open(lab, 'roles', query)
      await showPart('alice')
      await shows('word', 'fallback')
      await signIn('demo')
      await shows('word', 'forbidden')
      await signIn('alice')
      await shows('word', 'inside')
      await showPart('demo')
      await shows('word', 'forbidden')
      await showPart('no roles')
      await shows('word', 'inside')
      await signIn('demo')
      await showPart('nothing for others')
      await shows('part', 'nothing for others')
      assert.equal(await page.locator('#word').count(), 0)
      await page.evaluate(() => void window.auth.logout())
      await showPart('demo')
      await shows('word', 'fallback')
      assert.deepEqual(complaints, [])
    }),
  )
}

test(
  'Vue: roles are asked for neither at the login nor at the place of the refused, and count on public routes',
  scene(async (lab) => {
    const { navigate, signIn, asked } = await open(lab, 'roles-vue', '')
    await signIn('demo')
    for (const [route, guard] of [
      [{ path: '/login' }, 'path'],
      [{ path: '/403' }, 'path'],
      [{ path: '/enter' }, 'name'],
      [{ path: '/anywhere', name: 'forbidden' }, 'name'],
    ])
      assert.equal(await navigate(forAlice, route, guard), true)
    for (const roles of [undefined, null]) assert.equal(await navigate({ roles }), true)
    assert.equal(await navigate({ public: true }), true)
    assert.deepEqual(await asked(), [])
    assert.equal(await navigate({ ...forAlice, public: true }), forbidden)
    assert.equal(await navigate({ roles: [] }), forbidden)
  }),
)

test(
  'Vue: roles without allow, and a user of whom nothing is known, fail the navigation and say why',
  scene(async (lab) => {
    const { navigate, signIn, page, asked } = await open(lab, 'roles-vue', '')
    await signIn('demo')
    const careless = await navigate(forDemo, {}, 'careless')
    assert.equal(careless.code, 'CONFIG')
    assert.match(careless.message, /meta\.roles: expected allow: \(user, roles\) => boolean/)
    await page.evaluate(() => window.auth.setTokens({ access: 'opaque' }).then(() => {}))
    const unknown = await navigate(forDemo)
    assert.equal(unknown.code, 'CONFIG')
    assert.match(unknown.message, /See config\.user/)
    assert.deepEqual(await asked(), [])
  }),
)

test(
  'Vue: the navigation waits for the first answer about the user, which is asked for once for all tabs',
  scene(async (lab) => {
    const first = await open(lab, 'roles-vue', 'user=/me')
    await lab.server.hold('resource')
    await first.signIn('demo')
    const tabs = [first]
    for (let n = 0; n < 2; n++) tabs.push(await open(lab, 'roles-vue', 'user=/me'))
    for (const tab of tabs) await tab.begin(forDemo)
    await lab.server.release('resource')
    for (const tab of tabs) assert.equal(await tab.judged(), true)
    const { resource } = await lab.server.counters()
    assert.equal(resource.received, 1)
  }),
)

test(
  'Vue: a user who cannot be loaded fails the navigation, is signed in all the same, and the next one asks again',
  scene(async (lab) => {
    const { navigate, begin, judged, signIn, page } = await open(lab, 'roles-vue', 'user=/me')
    await lab.server.hold('resource')
    await lab.server.fail({ target: 'resource', kind: 'status', status: 503 })
    await signIn('demo')
    await begin(forDemo)
    await lab.server.release('resource')
    assert.equal((await judged()).code, 'ERR_BAD_RESPONSE')
    assert.equal(await page.evaluate(() => window.auth.session.status), 'signedIn')
    assert.equal((await lab.server.counters()).resource.received, 1)
    assert.equal(await navigate(forDemo), true)
  }),
)

test(
  'Vue: a logout while the user is loaded leads to the login, and of another login the other user is judged',
  scene(async (lab) => {
    const { begin, judged, signIn, asked, page } = await open(lab, 'roles-vue', 'user=/me')
    await lab.server.hold('resource')
    await signIn('demo')
    await begin(forDemo)
    await page.evaluate(() => void window.auth.logout())
    await lab.server.release('resource')
    assert.deepEqual(await judged(), login)
    assert.deepEqual(await asked(), [])

    await lab.server.hold('resource')
    await signIn('demo')
    await begin(forDemo)
    await signIn('alice')
    await lab.server.release('resource')
    assert.equal(await judged(), forbidden)
    assert.deepEqual(await asked(), [['alice', ['demo']]])
  }),
)

test(
  'Vue: whoever signs in while allow makes up its mind is judged by himself',
  scene(async (lab) => {
    const { begin, judged, signIn, asked, page } = await open(lab, 'roles-vue', '')
    const hold = () =>
      page.evaluate(() => {
        window.judging = new Promise((go) => {
          window.decide = go
        })
      })
    for (const [next, verdict] of [
      ['alice', forbidden],
      [undefined, login],
    ]) {
      await signIn('demo')
      await hold()
      await begin(forDemo)
      if (next) await signIn(/** @type {string} */ (next))
      else await page.evaluate(() => void window.auth.logout())
      await page.evaluate(() => window.decide())
      assert.deepEqual(await judged(), verdict)
    }
    assert.deepEqual(
      (await asked()).map((/** @type {string[]} */ [name]) => name),
      ['demo', 'alice', 'demo'],
    )
  }),
)

test(
  'Vue: an allow that refreshes comes to an end, and one that changes the user each time fails the navigation',
  scene(async (lab) => {
    const { navigate, signIn, asked } = await open(lab, 'roles-vue', '')
    await signIn('demo')
    assert.equal(await navigate(forDemo, {}, 'refreshing'), true)
    assert.equal(await navigate(forAlice, {}, 'refreshing'), false)
    // The server's tokens have a serial number among their claims, so each user is judged twice.
    assert.equal((await asked()).length, 4)
    assert.equal((await lab.server.counters()).refresh.granted, 4)
    assert.equal(await navigate(forDemo, {}, 'renewing'), true)
    assert.deepEqual((await asked()).slice(4), [
      ['demo', ['demo']],
      ['demo', ['demo']],
    ])
    assert.equal(await navigate(forDemo, {}, 'renewing'), true)
    assert.equal((await asked()).length, 7, 'once, as only the end has changed')
    const restless = await navigate(forDemo, {}, 'restless')
    assert.equal(restless.code, 'CONFIG')
    assert.match(restless.message, /another one after each of 10 calls of allow/)
    assert.equal((await asked()).length, 17)
  }),
)

test(
  'React: pending is shown until the user is known, and nothing else before what is inside',
  scene(async (lab) => {
    const first = await open(lab, 'roles', 'user=/me')
    await lab.server.hold('resource')
    await first.signIn('demo')
    const { page, shows, complaints } = await open(lab, 'roles', 'user=/me', 'part=demo')
    await shows('word', 'pending')
    await shows('status', 'signedIn')
    await lab.server.release('resource')
    await shows('word', 'inside')
    assert.deepEqual(await page.evaluate(() => [...new Set(window.shown)]), ['pending', 'inside'])
    assert.equal((await lab.server.counters()).resource.received, 1)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'React: a user who cannot be loaded is pending and signed in, and the next part that mounts asks again',
  scene(async (lab) => {
    const { page, shows, showPart, signIn, complaints } = await open(lab, 'roles', 'user=/me')
    await lab.server.fail({ target: 'resource', kind: 'status', status: 503 })
    await signIn('demo')
    await page.waitForFunction(() => window.failures.length === 1)
    await lab.server.fail({ target: 'resource', kind: 'status', status: 503 })
    await showPart('alice')
    await lab.server.wait('resource.received', 2)
    await shows('word', 'pending')
    await showPart('none')
    await showPart('demo')
    await shows('word', 'inside')
    await shows('status', 'signedIn')
    assert.deepEqual(await page.evaluate(() => window.failures), ['ERR_BAD_RESPONSE'])
    assert.ok(!(await page.evaluate(() => window.shown)).includes('fallback'))
    assert.deepEqual(complaints, [])
  }),
)

test(
  'React: roles without allow, and an allow that answers with a promise, show nothing of what is inside and say why',
  scene(async (lab) => {
    const { page, shows, showPart, signIn, complaints } = await open(lab, 'roles', '')
    await signIn('demo')
    for (const [part, says] of [
      ['no allow', /CONFIG: <RequireAuth roles>: expected allow: \(user, roles\) => boolean/],
      [
        'a promise',
        /CONFIG: <RequireAuth roles>: expected allow to answer with true or false, got a promise/,
      ],
      ['a thenable', /got a promise/],
    ]) {
      await showPart(part)
      await shows('error', /** @type {string} */ (says))
    }
    assert.deepEqual(await page.evaluate(() => window.shown), [])
    complaints.length = 0
    await page.evaluate(() => window.auth.setTokens({ access: 'opaque' }).then(() => {}))
    await showPart('demo')
    await shows('word', 'pending')
    await page.waitForFunction(() => document.querySelector('#word')?.textContent === 'pending')
    while (!complaints.some((text) => /See config\.user/.test(text))) await page.waitForEvent('pageerror')
  }),
)
