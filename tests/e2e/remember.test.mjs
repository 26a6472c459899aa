// `remember: false`: a session that the browser forgets when it is closed. Until then it is in all tabs, also in later ones.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openProfile } from './harness/browser.mjs'
import { allStored, backWithData, inMemory, quietlySignedOut, refreshes } from './harness/coming-back.mjs'
import { makeLab } from './harness/lab.mjs'
import { startServer } from './harness/server.mjs'
import { bearer, Tab } from './harness/tab.mjs'

/** @typedef {import('playwright-core').BrowserContext} BrowserContext */

const scene = makeLab()

const logIn = async (/** @type {Tab} */ tab, /** @type {boolean} */ remember, username = 'demo') => {
  const { error } = await tab.call('login', { username, password: username }, { remember })
  assert.equal(error, undefined)
}

const user = async (/** @type {Tab} */ tab) => (await tab.ask('/me')).body.username

/** Our own cookies. */
const ours = async (/** @type {BrowserContext} */ context) =>
  (await context.cookies()).filter(({ name }) => name.startsWith('authflight.'))

/** What a browser that is closed does to its cookies; the tabs are gone as well. Storages stay. */
async function close(/** @type {BrowserContext} */ context, /** @type {Tab[]} */ ...tabs) {
  for (const tab of tabs) await tab.page.close()
  for (const { name, expires } of await context.cookies())
    if (expires === -1) await context.clearCookies({ name })
}

/** Notes the requests that carry a token, from now on. */
function tokensSent(/** @type {BrowserContext} */ context, /** @type {string} */ token) {
  /** @type {string[]} */
  const sent = []
  context.on('request', (request) => {
    const all = [request.url(), request.postData(), ...Object.entries(request.headers()).flat()]
    if (all.some((text) => /^bearer /i.test(text ?? '') || String(text).includes(token)))
      sent.push(request.url())
  })
  return sent
}

for (const remember of [false, true])
  test(`a browser is closed and opened again, with remember: ${remember}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'authflight-profile-'))
    const server = await startServer()
    /** @type {BrowserContext} */
    let profile
    const openTab = async (/** @type {object | undefined} */ config = undefined) => {
      const tab = new Tab(await profile.newPage(), { url: server.url, config: { ...bearer, ...config } })
      assert.deepEqual(await tab.open(), {})
      return tab
    }
    t.after(async () => {
      await profile?.close()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    })

    profile = await openProfile(folder)
    const tab = await openTab()
    await logIn(tab, remember)
    await tab.reload()
    await backWithData(tab, await openTab())
    const token = (await tab.call('getAccessToken')).value
    assert.ok((await allStored(tab)).includes(token))
    await profile.close()

    profile = await openProfile(folder)
    const sent = tokensSent(profile, token)
    const { received } = (await server.control.counters()).resource
    const next = await openTab()
    if (remember) {
      await backWithData(next)
      assert.ok(sent.length > 0, 'they are seen')
      return
    }
    await quietlySignedOut(next)
    assert.deepEqual(await next.statuses(), ['signedOut'], 'at once')
    assert.equal((await next.ask('/me')).status, 401)
    assert.deepEqual(sent, [])
    const { resource, refresh } = await server.control.counters()
    assert.deepEqual([resource.received, refresh.received], [received + 1, 0])
    await next.page.waitForFunction(() => localStorage.getItem('authflight') === null)
    assert.ok(!(await allStored(next)).includes(token), 'nothing is left of it')
    await logIn(next, false)
    assert.equal(await user(next), 'demo')
  })

test(
  'reloads, new tabs and other windows keep it; the cookie holds nothing of it',
  scene(async ({ openTab, context }) => {
    const tab = await openTab()
    await logIn(tab, false)
    const [cookie, ...others] = await ours(context)
    assert.deepEqual(others, [])
    // The session's id, which is in the record as well, and no part of a token.
    assert.equal(cookie.name, `authflight.${JSON.parse(await tab.stored()).session}`)
    const { value, expires, sameSite, path } = cookie
    assert.deepEqual(
      { value, expires, sameSite, path },
      { value: '1', expires: -1, sameSite: 'Lax', path: '/' },
    )
    await tab.reload()
    const second = await openTab()
    await backWithData(tab, second)
    await tab.page.close()
    await second.reload()
    await backWithData(second)
    await second.page.close()
    await backWithData(await openTab())
  }),
)

test(
  'after a refresh, and in a tab that was open at the login, it is forgotten all the same',
  scene(async ({ openTab, context, server }) => {
    const [first, second] = [await openTab(), await openTab()]
    await logIn(first, false)
    await second.becomes('signedIn')
    await first.page.close()
    await server.expireAccess()
    await backWithData(second)
    assert.equal(await refreshes(server), 1)
    await second.reload()
    await backWithData(second)
    await close(context, second)
    const [third, fourth] = await Promise.all([openTab(), openTab()])
    await quietlySignedOut(third, fourth)
  }),
)

test(
  'a logout removes the cookie, whichever tab it is in',
  scene(async ({ openTab, context }) => {
    const [first, second] = [await openTab(), await openTab()]
    for (const tab of [first, second]) {
      await logIn(first, false)
      await second.becomes('signedIn')
      assert.equal((await ours(context)).length, 1)
      await tab.call('logout')
      assert.deepEqual(await ours(context), [])
      await first.becomes('signedOut')
      await second.becomes('signedOut')
    }
  }),
)

test(
  'the newest login says what holds, whichever tab it is in',
  scene(async ({ openTab, context }) => {
    const [first, second] = [await openTab(), await openTab()]
    await logIn(first, false)
    await second.becomes('signedIn')
    await logIn(second, true, 'alice')
    assert.deepEqual(await ours(context), [])
    await first.page.waitForFunction(() => lab.clients.main.auth.claims?.sub !== undefined)
    await close(context, first, second)
    const third = await openTab()
    await backWithData(third)
    assert.equal(await user(third), 'alice')
    await logIn(third, false)
    await close(context, third)
    await quietlySignedOut(await openTab())
  }),
)

test(
  'a session that the server gives back is not asked for after the browser was closed',
  scene(async ({ openTab, context, server }) => {
    const options = { config: inMemory }
    const tab = await openTab(options)
    await logIn(tab, false)
    await tab.reload()
    await backWithData(tab)
    assert.equal(await refreshes(server), 1)
    await close(context, tab)
    assert.equal((await context.cookies()).length, 1, "the server's own cookie is there still")
    const next = await openTab(options)
    await quietlySignedOut(next)
    assert.equal(await refreshes(server), 1)
    await next.page.waitForFunction(() => localStorage.getItem('authflight') === null)
    await logIn(next, true)
    await close(context, next)
    await backWithData(await openTab(options))
  }),
)

test(
  'a tab whose cookies were cleared goes on, and brings the cookie back with its next tokens',
  scene(async ({ openTab, context, server }) => {
    const tab = await openTab()
    await logIn(tab, false)
    await context.clearCookies()
    await server.expireAccess()
    await backWithData(tab)
    assert.equal((await ours(context)).length, 1)
    await tab.reload()
    await backWithData(tab)
  }),
)

/** As a page of a custom scheme, or a frame of another site: it can read and write no cookie. */
const withoutCookies = () =>
  Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set() {}, configurable: true })

test(
  'without cookies the tab keeps it, tells of that, and gives it to the other tabs',
  scene(async ({ openTab, context }) => {
    const tab = await openTab({ prepare: withoutCookies })
    await logIn(tab, false)
    const [{ code, message }] = await tab.events('warning')
    assert.equal(code, 'COOKIE_UNAVAILABLE')
    assert.match(message, /https/)
    await tab.reload()
    assert.deepEqual(await tab.statuses(), ['signedIn'])
    await backWithData(tab)
    const other = await openTab({ prepare: withoutCookies })
    await other.becomes('signedIn')
    await backWithData(tab, other)
    await close(context, tab, other)
    const next = await openTab({ prepare: withoutCookies })
    const sent = tokensSent(context, 'eyJ')
    await quietlySignedOut(next)
    assert.deepEqual(await next.statuses(), ['restoring', 'signedOut'])
    assert.deepEqual(sent, [])
    assert.equal(await next.stored(), null)
  }),
)

test(
  'a page that has replaced what encodes the cookie’s name is one without cookies',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    await tab.page.evaluate(() => {
      window.encodeURIComponent = () => {
        throw new Error('replaced')
      }
    })
    await logIn(tab, false)
    const codes = (await tab.events('warning')).map((/** @type {{ code: string }} */ { code }) => code)
    assert.deepEqual(codes, ['COOKIE_UNAVAILABLE'])
    await backWithData(tab)
    await tab.call('logout')
    await tab.becomes('signedOut')
  }),
)

test(
  'the login request is the same, and the credentials may say it to the server',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    /** @type {(string | null)[]} */
    const bodies = []
    tab.page.on('request', (request) => {
      if (request.url().endsWith('/login')) bodies.push(request.postData())
    })
    await logIn(tab, false)
    const credentials = { username: 'demo', password: 'demo' }
    await tab.call('login', { ...credentials, remember: false })
    assert.deepEqual(bodies.map(JSON.parse), [credentials, { ...credentials, remember: false }])
  }),
)

test(
  'who does not ask for it gets no cookie and no warning',
  scene(async ({ openSignedIn, context }) => {
    const tab = await openSignedIn({ prepare: withoutCookies })
    assert.deepEqual(await tab.events('warning'), [])
    assert.deepEqual(await ours(context), [])
    await close(context, tab)
  }),
)
