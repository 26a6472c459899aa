// authflight/devtools: what a developer sees of his requests and refreshes, and what he can pass on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  act,
  copiedText,
  findings,
  hasRows,
  lanes,
  meetExpiry,
  mount,
  tableOf,
  why,
} from './harness/devtools.mjs'
import { makeLab } from './harness/lab.mjs'
import { all, results } from './harness/outcomes.mjs'

/** @typedef {import('./harness/lab.mjs').Scene} Scene */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

/** A tab with devtools whose ten requests have met an expiry. */
async function afterExpiry(/** @type {Scene} */ { server, openSignedIn }) {
  const tab = await openSignedIn()
  await mount(tab)
  assert.deepEqual(results(await meetExpiry(server, tab, 10)), all(10, 200))
  await hasRows(tab.page, 11)
  await tab.page.waitForSelector('authflight-devtools .row[data-kind="refreshes"][data-good="true"]')
  return tab
}

test(
  'ten requests meet an expiry: one refresh across ten lanes, and each says why it waited and was sent again',
  scene(async (lab) => {
    const { page } = await afterExpiry(lab)
    assert.equal(await page.locator('authflight-devtools .bands i').count(), 1)
    assert.equal(await page.locator('authflight-devtools .bar.refresh').count(), 1)
    const rows = await tableOf(page)
    const refreshes = rows.filter(([what]) => what === '↻ 1')
    const requests = rows.filter(([what]) => /^#\d+ GET \/bearer\/me\?…$/.test(what))
    assert.deepEqual([refreshes.length, requests.length, rows.length], [1, 10, 11])
    assert.match(
      refreshes[0][refreshes[0].length - 1],
      /because the server said that the access token has expired; 1 × sent to the server/,
    )
    for (const row of requests) {
      assert.equal(row[1], '200')
      assert.match(row[row.length - 1], /answered 401; the answer was “expired”/)
      assert.match(
        row[row.length - 1],
        /waits.*\(↻ 1\).*sent again with the new token, after the refresh \(↻ 1\).*answered 200/,
      )
    }
  }),
)

test(
  'pointing at a bar or going to it with the keyboard says why, and the keyboard zooms and moves',
  scene(async (lab) => {
    const { page } = await afterExpiry(lab)
    await page.locator(`${lanes} .bar.waits`).first().hover()
    await page.locator(why, { hasText: /#\d+ GET \/bearer\/me\?…: Waits/ }).waitFor()
    // One stop for Tab, arrows within.
    const stop = page.locator('authflight-devtools .bar[tabindex="0"]')
    assert.equal(await stop.count(), 1)
    await stop.focus()
    await page.locator(why, { hasText: String(await stop.getAttribute('aria-label')) }).waitFor()
    const focused = () =>
      page.$eval('authflight-devtools', (devtools) => {
        const timeline = /** @type {Found} */ (devtools.shadowRoot.activeElement)
        return timeline.shadowRoot.activeElement?.getAttribute('aria-label') ?? null
      })
    const press = async (/** @type {string} */ key, /** @type {string} */ expected) => {
      await page.keyboard.press(key)
      await page.waitForFunction(
        (source) =>
          new RegExp(source).test(
            document
              .querySelector('authflight-devtools')
              .shadowRoot.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-label') ?? '',
          ),
        expected,
      )
      assert.match(String(await focused()), new RegExp(expected))
    }
    await press('Home', 'Refresh: ↻ 1; because the server said')
    await press('ArrowDown', 'GET /bearer/me.*: (Sent|Waits)')
    // The bar that was nearest in time is not always the first.
    await page.keyboard.press('ArrowLeft')
    await press('ArrowRight', 'Waits for a refresh|Waits, because')
    await press('ArrowRight', 'Sent again with the new token')
    await press('End', 'GET /bearer/me')
    await press('Home', 'Refresh: ↻ 1')
    const view = () =>
      page.$eval(
        'authflight-devtools',
        ({ shadowRoot }) => shadowRoot.querySelector('authflight-timeline').view,
      )
    assert.equal(await view(), null)
    await page.keyboard.press('+')
    const near = await view()
    await page.keyboard.press('-')
    const far = await view()
    assert.ok(far.to - far.from > near.to - near.from)
    await page.keyboard.press('Shift+ArrowRight')
    assert.ok((await view()).from > far.from)
    await page.keyboard.press('0')
    assert.equal(await view(), null)
    await page.keyboard.press('Escape')
    await page.waitForSelector(act('open'))
    await page.waitForFunction(
      (name) =>
        /** @type {HTMLElement | null} */ (
          document.querySelector('authflight-devtools').shadowRoot.activeElement
        )?.dataset.act === name,
      'open',
    )
  }),
)

test(
  'two tabs stand beside each other in both, and what they tell each other has no token',
  scene(async ({ server, openTabs, context, url }) => {
    const [one, other] = await openTabs(2)
    const spy = await context.newPage()
    await spy.goto(`${url}/fixtures/blank.html`)
    await spy.evaluate(() => {
      window.heard = []
      new BroadcastChannel('authflight-devtools').onmessage = ({ data }) => heard.push(JSON.stringify(data))
    })
    await mount(one)
    await mount(other)
    const before = await one.stored()
    await meetExpiry(server, one, 3)
    for (const { page } of [one, other]) {
      await page.locator('authflight-devtools .row[data-kind="tab"]', { hasText: 'This tab' }).waitFor()
      await page.locator('authflight-devtools .row[data-kind="tab"]', { hasText: 'Tab 2' }).waitFor()
    }
    // Its three requests and the refresh are in the other tab, too.
    await other.page.waitForFunction(() => {
      const { steps } = document
        .querySelector('authflight-devtools')
        .shadowRoot.querySelector('authflight-timeline')
      const lanes = steps.lanes.filter(
        (/** @type {{ tab: string, outcome: string }} */ { tab, outcome }) => tab && outcome === '200',
      )
      return (
        lanes.length === 3 &&
        steps.refreshes.some(
          (/** @type {{ tab: string, outcome: string }} */ { tab, outcome }) => tab && outcome === 'granted',
        )
      )
    })
    const heard = await spy.evaluate(() => window.heard.join('\n'))
    assert.match(heard, /refreshed/)
    for (const secret of [...secretsIn(before), ...secretsIn(await one.stored())])
      assert.ok(!heard.includes(secret))
    await one.page.close()
    await other.page.waitForFunction(() => {
      const { steps } = document
        .querySelector('authflight-devtools')
        .shadowRoot.querySelector('authflight-timeline')
      return !steps.tabs
    })
  }),
)

/** The tokens in a record. */
/** @returns {string[]} */
function secretsIn(/** @type {string} */ record) {
  const found = record.match(/[\w.~-]{20,}/g) ?? []
  assert.ok(found.length >= 2, 'a record has two tokens')
  return found
}

const secret = 'eyJhbGciOiJub25lIn0.c2VjcmV0LXBheWxvYWQ.c2lnbmF0dXJl'
const opaque = 'q7Zp0vXw3KcT9sLm2RfB8yNd'

test(
  'the copied steps have no token, wherever a request has one',
  scene(async ({ server, openSignedIn, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const tab = await openSignedIn()
    await mount(tab)
    const { page } = tab
    const records = [await tab.stored()]
    for (const [path, init] of [
      [`/me?access_token=${secret}`],
      [`/me?${opaque}`],
      [`/me?n=1#token=${opaque}`],
      [`/reset/${opaque}/now`],
      [`/orders;jsessionid=${opaque}?x=1`],
      [`/orders/${encodeURIComponent(`a?token=${opaque}`)}`],
      ['/me?h=1', { headers: { 'X-Api-Key': opaque, Token: secret } }],
      [
        '/me?h=2',
        { method: 'POST', headers: { 'X-Trace': secret }, body: JSON.stringify({ refresh_token: opaque }) },
      ],
    ])
      await tab.ask(/** @type {string} */ (path), /** @type {RequestInit | undefined} */ (init))
    await meetExpiry(server, tab, 2)
    records.push(await tab.stored())
    await page.click(act('copy'))
    await page.locator('authflight-devtools [role="status"]', { hasText: 'Copied' }).waitFor()
    const text = await page.evaluate(() => navigator.clipboard.readText())
    assert.equal(text, await copiedText(page))
    // It is about what was asked all the same.
    assert.match(text, /#\d+ GET \/bearer\/me\?…\tsent\tsignedIn/)
    assert.match(text, /#\d+ POST \/bearer\/me/)
    assert.match(text, /↻ 1\trefresh\texpired/)
    assert.match(text, /event refreshed\tby: thisTab/)
    for (const token of [secret, opaque, ...records.flatMap(secretsIn)])
      assert.ok(!text.includes(token), token)
  }),
)

test(
  'where the clipboard is refused, the text is there to be selected',
  scene(async (lab) => {
    const tab = await lab.openSignedIn({
      prepare: () => Object.defineProperty(navigator, 'clipboard', { value: undefined }),
    })
    await mount(tab)
    await tab.ask('/me')
    await tab.page.click(act('copy'))
    await tab.page.waitForSelector('authflight-devtools textarea')
    const text = await tab.page.inputValue('authflight-devtools textarea')
    assert.match(text, /GET \/bearer\/me\tanswered\treply/)
    for (const token of secretsIn(await tab.stored())) assert.ok(!text.includes(token))
  }),
)

test(
  'the session and the events are shown, in the language of the document or of the element',
  scene(async (lab) => {
    const tab = await afterExpiry(lab)
    const { page } = tab
    await page.click(act('session'))
    const session = page.locator('authflight-devtools [data-part="session"]')
    await session.filter({ hasText: '"sub": "demo"' }).waitFor()
    assert.match(await session.textContent(), /signed in.*Access token endsin \d+/s)
    await page.click(act('events'))
    await page
      .locator('authflight-devtools [data-part="events"] li', { hasText: 'refreshedby: thisTab' })
      .waitFor()
    await page.evaluate(() => {
      document.documentElement.lang = 'zh-CN'
    })
    await page.locator(act('timeline'), { hasText: '时间线' }).waitFor()
    await page.click(act('timeline'))
    await page.locator(act('pause'), { hasText: '暂停' }).waitFor()
    await page.locator(`${lanes} .bar.waits`).first().hover()
    await page.locator(why, { hasText: /等待/ }).waitFor()
    await page.$eval('authflight-devtools', (devtools) => {
      devtools.lang = 'en'
    })
    await page.locator(act('pause'), { hasText: 'Pause' }).waitFor()
    for (const secret of secretsIn(await tab.stored()))
      assert.ok(
        !(await page.$eval('authflight-devtools', (at) => at.shadowRoot.textContent)).includes(secret),
      )
  }),
)

test(
  'paused it stands still, and cleared it is empty until something happens',
  scene(async (lab) => {
    const tab = await afterExpiry(lab)
    const { page } = tab
    await page.click(act('pause'))
    await page.waitForSelector(`${act('pause')}[aria-pressed="true"]`)
    await tab.ask('/me?n=paused')
    await hasRows(page, 11)
    await page.click(act('pause'))
    await hasRows(page, 12)
    await page.click(act('clear'))
    await page.locator('authflight-devtools .empty').waitFor()
    await tab.ask('/me?n=after')
    await hasRows(page, 1)
  }),
)

test(
  '500 requests: no more of them is in the document than can be seen',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn()
    await mount(tab)
    const { page } = tab
    assert.deepEqual(results(await tab.askMany(500, '/me')), all(500, 200))
    await hasRows(page, 500)
    const nodes = () =>
      page.evaluate(() => {
        /** @returns {number} */
        const count = (/** @type {ShadowRoot} */ root) =>
          [...root.querySelectorAll('*')].reduce(
            (n, one) => n + 1 + (one.shadowRoot ? count(one.shadowRoot) : 0),
            0,
          )
        return count(document.querySelector('authflight-devtools').shadowRoot)
      })
    const few = 400
    assert.ok((await nodes()) < few)
    await page.focus('authflight-devtools .bar[tabindex="0"]')
    await page.keyboard.press('End')
    await page.waitForSelector('authflight-devtools .row[aria-posinset="500"]')
    assert.ok((await nodes()) < few)
    await page.click(act('table'))
    await page.locator('authflight-devtools .where', { hasText: 'Rows 1 to 20 of 500' }).waitFor()
    assert.ok((await nodes()) < few)
  }),
)

for (const [colorScheme, lang] of /** @type {['light' | 'dark', string][]} */ ([
  ['light', 'en'],
  ['dark', 'zh-CN'],
]))
  test(
    `axe finds nothing: ${colorScheme}, ${lang}`,
    scene(async (lab) => {
      const { page } = await afterExpiry(lab)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.evaluate((lang) => {
        document.documentElement.lang = lang
      }, lang)
      await page.locator(`${lanes} .bar.waits`).first().hover()
      assert.deepEqual(await findings(page), [])
      await page.click(act('table'))
      await page.waitForSelector('authflight-devtools tbody tr')
      assert.deepEqual(await findings(page), [])
      for (const view of ['session', 'events']) {
        await page.click(act(view))
        await page.waitForSelector(`authflight-devtools #view-${view}`)
        assert.deepEqual(await findings(page), [])
      }
      await page.click(act('close'))
      await page.waitForSelector(act('open'))
      assert.deepEqual(await findings(page), [])
    }),
  )

test(
  'after unmount nothing is left, and the page’s fetch is its own again',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn()
    const { page } = tab
    await page.evaluate(() => {
      window.before = fetch
    })
    await mount(tab, { open: false })
    assert.equal(await page.evaluate(() => fetch === before), false)
    await page.click(act('open'))
    await tab.ask('/me')
    await page.evaluate(() => mounted.unmount())
    assert.equal(await page.locator('authflight-devtools').count(), 0)
    assert.equal(await page.evaluate(() => fetch === before), true)
    assert.equal((await tab.ask('/me')).status, 200)
  }),
)
