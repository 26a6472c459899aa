// The demo page when nobody is there: the reader's choice of how long that may be, and the question before the session ends.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  choose,
  fire,
  inCode,
  login,
  openPage,
  openSignedIn,
  order,
  part,
  phone,
  shownUser,
  signedIn,
  start,
} from './harness/demo-page.mjs'
import { dialects } from './harness/dialects.mjs'
import { makeLab } from './harness/lab.mjs'
import { all } from './harness/outcomes.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./harness/lab.mjs').Scene} Scene */

const scene = makeLab()

/** A scene that sets the clock of all its pages. */
const clocked = (/** @type {(lab: import('./harness/lab.mjs').Scene) => unknown} */ play) =>
  scene(async (lab) => {
    await lab.context.clock.install()
    await play(lab)
  })

/** @type {Record<number, string>} */
const idle = { 20: 'idle: { after: 20, warn: 10 }', 60: 'idle: { after: 60, warn: 20 }' }

/** Chooses how long nobody may be there, and resolves once each page goes by it. */
async function endAfter(
  /** @type {Page} */ page,
  /** @type {number} */ seconds,
  /** @type {Page[]} */ ...others
) {
  await page.selectOption(part('idle'), String(seconds))
  for (const one of [page, ...others]) {
    await inCode(one, idle[seconds] ?? 'idle:', seconds in idle)
    assert.equal(await one.inputValue(part('idle')), String(seconds))
  }
}

const dialog = (/** @type {Page} */ page) => page.getByRole('dialog', { name: 'Are you still there?' })
const focused = (/** @type {Page} */ page) =>
  page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.test)
const status = (/** @type {Page} */ page) => page.getAttribute(part('status'), 'data-status')

/** The events in the page's log, the oldest first. */
const told = async (/** @type {Page} */ page) =>
  (await page.$$eval(part('log-entry'), (entries) => entries.map(({ dataset }) => dataset.event))).reverse()

/** A second tab, which does not have the focus: Playwright tells each page that it has. */
async function openOther(/** @type {Scene} */ { context, url }) {
  const page = await context.newPage()
  await page.addInitScript(() => {
    document.hasFocus = () => false
  })
  await page.goto(url)
  await signedIn(page)
  return page
}

test(
  'a choice is for all tabs and the next visit; the session, its token, the chart and the numbers stay',
  scene(async (lab) => {
    const { page, complaints } = await openSignedIn(lab)
    const other = await openOther(lab)
    assert.equal(await page.inputValue(part('idle')), '0')
    await inCode(page, 'idle', false)
    await order(page, 'expire')
    assert.deepEqual(await fire(page, 10), all(10, '200'))
    await page.focus(part('idle'))
    for (const seconds of [20, 60, 0, 20]) {
      await endAfter(page, seconds, other)
      for (const one of [page, other]) {
        assert.equal(await status(one), 'signedIn')
        assert.deepEqual(await shownUser(one), ['demo', 'staff'])
      }
    }
    assert.equal(await focused(page), 'idle')
    assert.equal(await page.textContent(part('token')), '#2 good')
    assert.equal(await page.locator(part('request-row')).count(), 10)
    assert.deepEqual(await told(page), ['signedIn', 'refreshed'], 'that it was found again is no news')
    await page.reload()
    await signedIn(page)
    assert.equal(await page.inputValue(part('idle')), '20')
    assert.deepEqual(await fire(page, 10), all(10, '200'))
    const { login, logout, refresh } = await lab.server.counters()
    assert.deepEqual([login, logout, refresh.received], [1, 0, 1])
    assert.deepEqual(complaints, [])
  }),
)

test(
  'requests that wait for a refresh are answered, whatever is chosen meanwhile, and those that come next',
  scene(async (lab) => {
    const { page, complaints } = await openSignedIn(lab)
    await order(page, 'expire')
    await lab.server.hold('refresh')
    await start(page, 10)
    await page.waitForFunction(() => document.querySelector('[data-test="pending"]').textContent === '10')
    await page.selectOption(part('idle'), '20')
    await start(page, 10)
    await lab.server.release('refresh')
    await inCode(page, idle[20])
    await page.waitForFunction(
      () => document.querySelectorAll('[data-test="batch"][data-state="done"]').length === 2,
    )
    const results = await page.$$eval(part('request-row'), (rows) =>
      rows.map(({ dataset }) => dataset.result),
    )
    assert.deepEqual(results, all(20, '200'))
    assert.equal((await lab.server.counters()).refresh.received, 1)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'in every dialect the session survives the choice',
  scene(async (lab) => {
    const { page, complaints } = await openPage(lab)
    for (const [index, name] of Object.keys(dialects).entries()) {
      if (name !== 'bearer') await choose(page, name)
      await login(page)
      await signedIn(page)
      const before = await shownUser(page)
      await endAfter(page, index % 2 === 0 ? 20 : 0)
      assert.equal(await status(page), 'signedIn', name)
      await signedIn(page)
      assert.deepEqual(await shownUser(page), before, name)
      assert.deepEqual(await fire(page, 1), ['200'], name)
      assert.equal((await lab.server.counters()).login, index + 1, name)
    }
    assert.deepEqual(complaints, [])
  }),
)

test(
  'who was away while there was no limit is not signed out by a new one',
  clocked(async (lab) => {
    const { page, complaints } = await openSignedIn(lab)
    await endAfter(page, 20)
    await endAfter(page, 0)
    await page.clock.fastForward(300_000)
    await endAfter(page, 20)
    await signedIn(page)
    assert.deepEqual(await fire(page, 1), ['200'])
    assert.equal((await lab.server.counters()).logout, 0)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'nobody is there: a modal dialog takes the focus in every tab; Escape counts as staying, and the focus is back',
  clocked(async (lab) => {
    const { page, complaints } = await openSignedIn(lab)
    const other = await openOther(lab)
    await endAfter(page, 20, other)
    await page.bringToFront()
    await page.focus(part('fire-10'))
    await page.clock.fastForward(15_000)
    for (const one of [page, other]) await dialog(one).waitFor()
    assert.equal(await focused(page), 'stay')
    assert.ok(await page.$eval(part('idle-dialog'), (dialog) => dialog.matches(':modal')))
    const described = await page.textContent('#idle-text')
    assert.match(described, /All tabs sign out in \d s/)
    await page.keyboard.press('Escape')
    for (const one of [page, other]) await dialog(one).waitFor({ state: 'hidden' })
    assert.equal(await focused(page), 'fire-10')
    assert.deepEqual((await told(page)).slice(-2), ['idle', 'active'])
    // What is no key counts as well, such as a phone's gesture that goes back.
    await page.clock.fastForward(15_000)
    for (const one of [page, other]) await dialog(one).waitFor()
    await page.$eval(part('idle-dialog'), (dialog) => dialog.requestClose())
    for (const one of [page, other]) await dialog(one).waitFor({ state: 'hidden' })
    assert.deepEqual((await told(page)).slice(-2), ['idle', 'active'])
    // The time begins anew.
    await page.clock.fastForward(6_000)
    assert.deepEqual(await fire(page, 10), all(10, '200'))
    assert.equal((await lab.server.counters()).logout, 0)
    assert.deepEqual(complaints, [])
  }),
)

test(
  'who comes back is asked where he is, and no longer in other tabs; the answer is taken',
  clocked(async (lab) => {
    const { page, complaints } = await openSignedIn(lab)
    const other = await openOther(lab)
    await endAfter(page, 20, other)
    await page.clock.fastForward(11_000)
    for (const one of [page, other]) await dialog(one).waitFor()
    await page.bringToFront()
    await page.mouse.move(10, 20)
    await dialog(other).waitFor({ state: 'hidden' })
    await dialog(page).getByText('You are still signed in.').first().waitFor()
    assert.equal(await page.textContent(part('idle-left')), '')
    await page.click(part('stay'))
    await dialog(page).waitFor({ state: 'hidden' })
    assert.equal(await status(page), 'signedIn')
    assert.deepEqual(await fire(page, 1), ['200'])
    assert.deepEqual(complaints, [])
  }),
)

test(
  '"Log out" in the dialog is a logout, and the focus is on the form',
  clocked(async (lab) => {
    const { page, complaints } = await openSignedIn(lab)
    await endAfter(page, 20)
    await page.focus(part('fire-10'))
    await page.clock.fastForward(11_000)
    await dialog(page).waitFor()
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'leave')
    await page.keyboard.press('Enter')
    await page.waitForSelector(`${part('login')}:visible`)
    await dialog(page).waitFor({ state: 'hidden' })
    await page.waitForFunction(
      () => /** @type {HTMLElement} */ (document.activeElement).dataset.test === 'login',
    )
    assert.equal((await lab.server.counters()).logout, 1)
    assert.deepEqual(complaints, [])
  }),
)

for (const [seconds, marks] of /** @type {[number, number[]][]} */ ([
  [20, [10]],
  [60, [30, 10]],
]))
  test(
    `nobody answers for ${seconds} s: it is announced sparingly, and all tabs are signed out, at the server once`,
    clocked(async (lab) => {
      const { page, complaints } = await openSignedIn(lab)
      const other = await openOther(lab)
      await endAfter(page, seconds, other)
      await page.focus(part('fire-10'))
      const warning = seconds === 20 ? 10 : 20
      await page.$eval(part('idle-said'), (element) => {
        window.said = []
        new MutationObserver(() => window.said.push(element.textContent)).observe(element, {
          childList: true,
        })
      })
      await page.clock.fastForward((seconds - warning) * 1000 + 500)
      for (const one of [page, other]) await dialog(one).waitFor()
      assert.match(await page.textContent(part('idle-left')), /^\d+ s$/)
      await page.clock.runFor((warning - 3) * 1000)
      assert.deepEqual(
        await page.evaluate(() => window.said),
        marks.map((mark) => `Less than ${mark} seconds left.`),
      )
      // Not far beyond the end: the ledger's answer takes real time.
      await page.clock.runFor(3_000)
      for (const one of [page, other]) {
        await one.waitForSelector(`${part('login')}:visible`)
        await dialog(one).waitFor({ state: 'hidden' })
      }
      await page.waitForFunction(
        () => /** @type {HTMLElement} */ (document.activeElement).dataset.test === 'login',
      )
      await lab.server.wait('logout', 1)
      const events = await told(page)
      for (const event of ['idle', 'signedOut', 'loginRequired']) assert.ok(events.includes(event), event)
      assert.equal((await lab.server.counters()).logout, 1)
      assert.deepEqual(complaints, [])
    }),
  )

for (const language of ['en', 'zh'])
  test(
    `on a phone the dialog fits, with its words on its buttons (${language})`,
    clocked(async (lab) => {
      const { page } = await openSignedIn(lab, phone)
      if (language === 'zh') await page.click(part('language'))
      await endAfter(page, 60)
      await page.clock.fastForward(41_000)
      await page.waitForSelector(`${part('idle-dialog')}[open]`)
      const { x, y, width, height } = await page.locator(part('idle-dialog')).boundingBox()
      assert.ok(x >= 0 && y >= 0 && x + width <= phone.width && y + height <= phone.height)
      for (const name of ['stay', 'leave']) {
        const [content, room] = await page.$eval(part(name), (button) => [
          button.scrollWidth,
          button.clientWidth,
        ])
        assert.ok(content <= room, `${name}: ${content} px in ${room} px`)
      }
      const [content, room] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ])
      assert.ok(content <= room)
      // Another language is spoken at once.
      const words = await page.textContent('#idle-text')
      assert.match(words, language === 'zh' ? /剩余 \d+ 秒/ : /sign out in \d+ s/)
    }),
  )
