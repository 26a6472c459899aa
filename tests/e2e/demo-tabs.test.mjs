// The demo page's comparison: tabs with authflight, and tabs that each refresh for themselves, on the real server.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fire, number, openPage, openSignedIn, part } from './harness/demo-page.mjs'
import { makeLab } from './harness/lab.mjs'
import { all } from './harness/outcomes.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./harness/control.mjs').Control} Control */

const scene = makeLab()

async function compare(/** @type {Page} */ page) {
  await page.click(part('compare-run'))
  await page.waitForSelector(`${part('compare')}[data-state="running"]`)
  await page.waitForSelector(`${part('compare')}[data-state="done"]`)
  const side = (/** @type {string} */ name) =>
    page.$eval(part(`compare-${name}`), (side) => {
      const parts = ['refreshes', 'reused', 'answered'].map((name) => [
        name,
        side.querySelector(`[data-part="${name}"]`).textContent,
      ])
      return { end: side.dataset.end, tabs: side.querySelectorAll('li').length, ...Object.fromEntries(parts) }
    })
  return { ours: await side('ours'), byHand: await side('byHand') }
}

/** The refreshes of each compared session, as the server saw them; the one with the fewest first. */
async function sessionsOf(/** @type {Control} */ server) {
  const sessions = new Map()
  for (const { kind, user, session, refused } of await server.log()) {
    if (kind !== 'refresh' || user !== 'tabs') continue
    const { refreshes = 0, reused = 0 } = sessions.get(session) ?? {}
    sessions.set(session, { refreshes: refreshes + 1, reused: reused + Number(refused) })
  }
  return [...sessions.values()].sort((one, other) => one.refreshes - other.refreshes)
}

const offered = [3, 5, 10]

for (const tabs of offered) {
  test(
    `${tabs} tabs: still one refresh and all answers with authflight; each for itself, the server ends the session`,
    scene(async (lab) => {
      const { page, complaints } = await openPage(lab)
      await lab.server.settings({ latencyMs: { refresh: 600 } })
      assert.deepEqual(
        await page.$$eval(`${part('compare-count')} option`, (all) => all.map(({ text }) => Number(text))),
        offered,
        'two tabs are a situation',
      )
      await page.selectOption(part('compare-count'), String(tabs))
      const { ours, byHand } = await compare(page)
      const asked = tabs * 5
      assert.deepEqual(ours, {
        end: 'good',
        tabs,
        refreshes: '1',
        reused: '0',
        answered: `${asked} / ${asked}`,
      })
      assert.equal(byHand.end, 'bad')
      assert.equal(byHand.tabs, tabs)
      assert.ok(Number(byHand.refreshes) >= 2 && Number(byHand.reused) >= 1, JSON.stringify(byHand))
      assert.notEqual(byHand.answered, `${asked} / ${asked}`)
      // Both are what the server saw.
      assert.deepEqual(await sessionsOf(lab.server), [
        { refreshes: 1, reused: 0 },
        { refreshes: Number(byHand.refreshes), reused: Number(byHand.reused) },
      ])
      assert.match(await page.textContent(part('compare-said')), /still signed in.*session is over/)
      assert.equal(await page.locator('iframe').count(), 0, 'the tabs are closed')
      assert.deepEqual(complaints, [])
    }),
  )
}

test(
  'the comparison can be run again, and leaves the reader’s own session, token and numbers alone',
  scene(async (lab) => {
    // However slow the machine is, the reader's token is not renewed meanwhile.
    await lab.server.settings({ latencyMs: { refresh: 600 }, accessLifetimeMs: 600_000 })
    const { page, complaints } = await openSignedIn(lab)
    for (const run of [1, 2]) {
      const { ours, byHand } = await compare(page)
      assert.deepEqual([ours.end, byHand.end], ['good', 'bad'], `run ${run}`)
    }
    assert.deepEqual(await fire(page, 10), all(10, '200'))
    await page.waitForFunction(
      () => document.querySelector('[data-test="request-count"]').textContent === '10',
    )
    for (const count of ['refresh-count', 'refused-count', 'most-at-once']) {
      assert.equal(await number(page, count), 0, count)
    }
    assert.equal(await page.getAttribute(part('status'), 'data-status'), 'signedIn')
    const kept = await page.evaluate(() =>
      Object.keys(localStorage).filter((key) => /tabs|by-hand/.test(key)),
    )
    assert.deepEqual(kept, [])
    assert.deepEqual(complaints, [])
  }),
)

test(
  'by hand: a refusal that arrives after another tab has signed the user out makes no refresh of nobody’s',
  scene(async (lab) => {
    const { page } = await openPage(lab)
    await page.evaluate(async () => {
      const { openFrame } = await import(new URL('tabs/frame.js', document.baseURI).href)
      const place = document.querySelector('#compare-frames')
      const [first, second] = await Promise.all([openFrame('byHand', place), openFrame('byHand', place)])
      await first.tab.login('tabs', 'tabs')
      for (const order of ['revoke', 'expire-access']) await fetch(`/control/${order}`, { method: 'POST' })
      const refusal = second.tab.network.hold('reply', '/orders/1001')
      const late = second.tab.fetch('/orders/1001').catch(() => {})
      await refusal.reached
      await first.tab.fetch('/orders/1001').catch(() => {})
      refusal.release()
      await late
    })
    const refreshes = (await lab.server.log()).filter(({ kind }) => kind === 'refresh')
    assert.deepEqual(
      refreshes.map(({ user, refused }) => ({ user, refused })),
      [{ user: 'tabs', refused: true }],
    )
  }),
)

test(
  'where used tokens are forgiven, the tabs by hand stay signed in, and the page says so: it plays nothing',
  scene(async (lab) => {
    const { page } = await openPage(lab)
    // Then they only refresh more often than they need.
    await lab.server.settings({ latencyMs: { refresh: 600 }, graceMs: 10_000 })
    const { ours, byHand } = await compare(page)
    assert.equal(ours.refreshes, '1')
    const { refreshes, ...rest } = byHand
    assert.deepEqual(rest, { end: 'good', tabs: 5, reused: '0', answered: '25 / 25' })
    // Once each, and once more in a tab whose last 401 arrives when its refresh is over: that is what a queue by hand does.
    assert.ok(Number(refreshes) >= 5, refreshes)
  }),
)
