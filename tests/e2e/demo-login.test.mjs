// The demo page's login: who is signed in, and for how long the browser remembers it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  choose,
  login,
  openPage,
  openSignedIn,
  part,
  shownUser,
  signedIn,
  start,
} from './harness/demo-page.mjs'
import { makeLab } from './harness/lab.mjs'

/** @typedef {import('./harness/control.mjs').Control} Control */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').BrowserContext} BrowserContext */
/** @typedef {import('./harness/lab.mjs').Scene} Scene */

const scene = makeLab()

/** How often the back-end was asked who is signed in. */
const asked = async (/** @type {Control} */ server) =>
  (await server.log()).filter(({ path }) => path.endsWith('/me')).length

const shows = (/** @type {Page} */ page, /** @type {string} */ name) =>
  page.waitForFunction((name) => document.querySelector('[data-test="user"]').textContent === name, name)

test(
  'name and roles are those that the back-end says, asked once for each login, in every tab and after a reload',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    const { page: other } = await openPage(lab)
    await login(page, 'alice', 'alice')
    for (const one of [page, other]) {
      await signedIn(one)
      assert.deepEqual(await shownUser(one), ['alice', 'staff, admin'])
    }
    // Each process has its own localStorage, which is up to date a little later.
    await page.waitForFunction(() => localStorage.getItem('authflight')?.includes('"admin"'))
    await page.reload()
    await signedIn(page)
    assert.deepEqual(await shownUser(page), ['alice', 'staff, admin'])
    assert.equal(await asked(lab.server), 1)
    // The next user's, whichever tab it is in.
    await other.click(part('logout'))
    await page.waitForSelector(`${part('login')}:visible`)
    await login(other)
    for (const one of [page, other]) {
      await signedIn(one)
      assert.deepEqual(await shownUser(one), ['demo', 'staff'])
    }
    assert.equal(await asked(lab.server), 2)
    // The page keeps no name of its own.
    const keys = await page.evaluate(() => Object.keys(localStorage).filter((key) => /user/.test(key)))
    assert.deepEqual(keys, [])
    assert.deepEqual(complaints, [])
  }),
)

test(
  'until the back-end has said who it is, nobody is named; its answer draws no line and counts for no request',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    await lab.server.hold('resource')
    await login(page)
    await page.waitForSelector(`${part('fire-1')}:enabled`)
    assert.deepEqual(await shownUser(page), ['…', ''])
    await start(page, 1)
    await lab.server.release('resource')
    await shows(page, 'demo')
    await page.waitForSelector(`${part('batch')}[data-state="done"]`)
    const row = page.locator(part('request-row'))
    assert.equal(await row.count(), 1)
    assert.match(await row.getAttribute('aria-label'), /GET \/orders\/1001: sent, answered 200/)
    await page.waitForFunction(
      () => document.querySelector('[data-test="request-count"]').textContent === '1',
    )
    assert.equal(await asked(lab.server), 1)
    assert.deepEqual(complaints, [])
  }),
)

/** What a browser that is closed does to its tabs and cookies. */
async function close(/** @type {BrowserContext} */ context) {
  for (const page of context.pages()) await page.close()
  for (const { name, expires } of await context.cookies())
    if (expires === -1) await context.clearCookies({ name })
}

/** The package's own cookies. */
const ours = async (/** @type {BrowserContext} */ context) =>
  (await context.cookies()).filter(({ name }) => name.startsWith('authflight.'))

for (const name of ['bearer', 'cookie', 'cookies'])
  for (const remember of [true, false])
    test(
      `${name}: with "remember me" ${remember ? 'ticked' : 'unticked'}, the session ${remember ? 'outlives' : 'ends with'} the browser, and not before`,
      scene(async (lab) => {
        const { page, complaints } = await openPage(lab)
        if (name !== 'bearer') await choose(page, name)
        assert.ok(await page.isChecked(part('remember')), 'as it is wanted mostly')
        await page.focus(part('password'))
        await page.keyboard.press('Tab')
        if (!remember) await page.keyboard.press('Space')
        await page.keyboard.press('Enter')
        await signedIn(page)
        assert.deepEqual(
          (await ours(lab.context)).map(({ expires }) => expires),
          remember ? [] : [-1],
        )
        await page.reload()
        await signedIn(page)
        const other = await openPageAnew(lab)
        await signedIn(other)
        await close(lab.context)
        const next = await openPageAnew(lab)
        const status = remember ? 'signedIn' : 'signedOut'
        await next.waitForSelector(`${part('status')}[data-status="${status}"]`)
        if (!remember) await next.waitForSelector(`${part('login')}:visible:enabled`)
        assert.equal((await lab.server.counters()).login, 1)
        assert.deepEqual(complaints, [])
      }),
    )

async function openPageAnew(/** @type {Scene} */ { context, url }) {
  const page = await context.newPage()
  await page.goto(url)
  return page
}

test(
  'a screen reader is told what the tick means',
  scene(async (lab) => {
    const { page } = await openSignedIn(lab)
    await page.click(part('logout'))
    const box = page.getByRole('checkbox', { name: /Remember me/ })
    await box.waitFor()
    const hint = await page.locator(`#${await box.getAttribute('aria-describedby')}`).textContent()
    assert.match(hint, /until the browser is closed/)
  }),
)
