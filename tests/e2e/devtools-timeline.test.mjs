// <authflight-timeline> by itself: it draws whatever steps it is given.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'

/** @typedef {import('./harness/lab.mjs').Scene} Scene */

const scene = makeLab()
const timeline = 'authflight-timeline'

/** A hand-written queue that refreshes twice at once, beside authflight. On a clock of their own. */
const steps = {
  now: 200,
  tabs: [
    { id: 'ours', title: 'authflight' },
    { id: 'queue', title: 'by hand' },
  ],
  lanes: [
    {
      id: '1',
      tab: 'ours',
      title: 'GET /a',
      outcome: '200',
      spans: [
        { kind: 'sent', start: 0, end: 40, reason: 'signedIn', refused: true },
        { kind: 'waits', start: 40, end: 90, reason: 'expired', refresh: 'the first' },
        { kind: 'replayed', start: 90, end: 120, reason: 'refreshed' },
      ],
    },
    {
      id: '2',
      tab: 'queue',
      title: 'GET /b',
      outcome: 'gave up',
      good: false,
      spans: [{ kind: 'waits', start: 0, reason: 'nobody wakes it' }],
    },
  ],
  refreshes: [
    { id: '1', tab: 'ours', start: 42, end: 88, outcome: 'granted', reason: 'expired' },
    { id: '2', tab: 'queue', start: 10, end: 60, outcome: 'granted' },
    { id: '3', tab: 'queue', start: 20, end: 80, outcome: 'refused', title: 'second refresh' },
  ],
  marks: [{ at: 150, tab: 'queue', title: 'the user is signed out', reason: 'reused' }],
}

async function open(/** @type {Scene} */ { context, url }) {
  const page = await context.newPage()
  await page.goto(`${url}/fixtures/blank.html`)
  await page.waitForFunction(() => window.lab)
  // The element is in the page, and has its steps, before it is defined.
  await page.evaluate(async (steps) => {
    const element = document.createElement('authflight-timeline')
    element.steps = /** @type {any} */ (steps)
    document.body.append(element)
    window.told = []
    for (const name of ['viewchange', 'clear'])
      element.addEventListener(name, (event) => told.push([name, /** @type {CustomEvent} */ (event).detail]))
    await lab.import('/package/devtools.js')
  }, steps)
  await page.waitForSelector(`${timeline} .row`)
  return page
}

test(
  'groups stand above each other on one axis, refreshes that overlap each have a line, and own words are said as they are',
  scene(async (lab) => {
    const page = await open(lab)
    const rows = await page.$$eval(`${timeline} .row`, (rows) =>
      rows.map((row) => [row.dataset.kind, row.querySelector('.label').textContent]),
    )
    assert.deepEqual(rows, [
      ['tab', 'authflight'],
      ['refreshes', 'Refresh'],
      ['lane', 'GET /a'],
      ['tab', 'by hand'],
      ['refreshes', 'Refresh'],
      ['refreshes', 'Refresh'],
      ['lane', 'GET /b'],
    ])
    const labels = await page.$$eval(`${timeline} .bar`, (bars) => bars.map((bar) => bar.ariaLabel))
    assert.equal(labels.length, 3 + 1 + 3 + 1)
    for (const expected of [
      'GET /a: Sent with the token in hand; took 40 ms; the answer was “expired”.',
      'GET /b: Waits: nobody wakes it; 200 ms so far.',
      'Refresh: Second refresh; refused, the session is over; took 60 ms.',
      'Refresh: The user is signed out (reused).',
    ])
      assert.ok(labels.includes(expected), `${expected} in\n${labels.join('\n')}`)
    // What is later lies further to the right, in both groups.
    const left = (/** @type {string} */ label) =>
      page.locator(`${timeline} .bar[aria-label^="${label}"]`).boundingBox()
    const [ours, byHand] = [await left('GET /a: Sent with'), await left('GET /b')]
    assert.ok(Math.abs(ours.x - byHand.x) < 1)
    assert.ok((await left('GET /a: Waits')).x > ours.x + ours.width - 1)
  }),
)

test(
  'the reader’s zoom and clearing are told, a set view is not, and without buttons it has none',
  scene(async (lab) => {
    const page = await open(lab)
    const told = () => page.evaluate(() => window.told.splice(0))
    await page.click(`${timeline} [data-act="zoomIn"]`)
    const [[name, view]] = await told()
    assert.equal(name, 'viewchange')
    assert.deepEqual(await page.$eval(timeline, (one) => one.view), view)
    await page.$eval(timeline, (one) => {
      one.view = { from: 0, to: 50 }
    })
    assert.deepEqual(await told(), [])
    await page.click(`${timeline} [data-act="all"]`)
    assert.deepEqual(await told(), [['viewchange', null]])
    await page.click(`${timeline} [data-act="clear"]`)
    await page.locator(`${timeline} .empty`).waitFor()
    assert.deepEqual((await told()).at(-1), ['clear', null])
    await page.$eval(timeline, (one) => {
      one.bare = true
    })
    await page.waitForSelector(`${timeline} .tools`, { state: 'hidden' })
  }),
)

test(
  'on a phone each time on the axis is read to its end, and a row of marks alone has a name',
  scene(async (lab) => {
    const page = await open(lab)
    await page.setViewportSize({ width: 390, height: 844 })
    await page.$eval(timeline, (one) => {
      one.lang = 'en'
      one.steps = {
        lanes: [{ id: '1', title: 'GET /a', spans: [{ kind: 'sent', start: 0, end: 2000 }] }],
        marks: [{ at: 100, title: 'signedOut' }],
      }
    })
    await page.waitForFunction(
      (timeline) => document.querySelector(timeline).shadowRoot.querySelectorAll('.row').length === 2,
      timeline,
    )
    assert.equal(await page.textContent(`${timeline} .row[data-kind="refreshes"] .label`), 'Events')
    const read = await page.$eval(timeline, ({ shadowRoot }) => {
      const chart = shadowRoot.querySelector('.chart').getBoundingClientRect()
      return [...shadowRoot.querySelectorAll('.axis span')].map((tick) => {
        const text = document.createRange()
        text.selectNodeContents(tick)
        const { left, right } = text.getBoundingClientRect()
        const y = tick.getBoundingClientRect().top + 8
        const seen = (/** @type {number} */ x) => shadowRoot.elementFromPoint(x, y) === tick
        return [tick.textContent, right <= chart.right && seen(left + 1) && seen(right - 1)]
      })
    })
    assert.deepEqual(read.at(-1), ['2.00 s', true])
    assert.ok(
      read.every(([, isSeen]) => isSeen),
      JSON.stringify(read),
    )
  }),
)

test(
  'while steps are added the bars stay where they are, and when none has come for a moment they fill the width',
  scene(async (lab) => {
    const page = await open(lab)
    const placed = await page.evaluate(async () => {
      const element = document.querySelector('authflight-timeline')
      // The first is under way since 100 s ago, and each of the others takes 10 s of that time.
      const start = Date.now() - 100_000
      /** @param {number} n @param {number} from @param {number} [to] */
      const lane = (n, from, to) => {
        const end = to === undefined ? to : start + to
        const span = /** @type {const} */ ({ kind: 'sent', start: start + from, end, reason: 'signedIn' })
        return { id: String(n), title: `GET /${n}`, spans: [span] }
      }
      const lanes = [lane(0, 0)]
      const add = () => {
        const from = 10_000 * (lanes.length - 1)
        lanes.push(lane(lanes.length, from, from + 10_000))
        element.steps = { lanes: [...lanes] }
      }
      const bar = (/** @type {number} */ lane) =>
        /** @type {HTMLElement} */ (element.shadowRoot.querySelector(`.bar[aria-label^="GET /${lane}:"]`))
      const until = (/** @type {() => unknown} */ holds) =>
        new Promise((resolve) => {
          const look = () => (holds() ? resolve(undefined) : requestAnimationFrame(look))
          look()
        })
      const end = (/** @type {HTMLElement} */ bar) =>
        Number.parseFloat(bar.style.left) + Number.parseFloat(bar.style.width)
      for (let n = 0; n < 10; n += 1) add()
      await until(() => bar(10))
      const before = bar(10).style.left
      add()
      await until(() => bar(11))
      const after = bar(10).style.left
      lanes[0] = lane(0, 0, 5000)
      element.steps = { lanes: [...lanes] }
      await until(() => end(bar(11)) > 95)
      return { before, after, fitted: bar(10).style.left, end: end(bar(11)) }
    })
    assert.equal(placed.after, placed.before)
    assert.notEqual(placed.fitted, placed.before)
    // The margin at both ends is 3 %.
    assert.ok(Math.abs(placed.end - 97.2) < 1, JSON.stringify(placed))
  }),
)

test(
  'what has the focus goes on being told when another bar is drawn below a resting pointer',
  scene(async (lab) => {
    const page = await open(lab)
    const { x, y, width, height } = await page
      .locator(`${timeline} .bar[aria-label^="GET /a: Waits"]`)
      .boundingBox()
    const pointer = [Math.round(x + width / 2), Math.round(y + height / 2)]
    await page.mouse.move(pointer[0], pointer[1])
    const says = (/** @type {string} */ text) =>
      page.locator(`${timeline} .why`, { hasText: text }).waitFor({ timeout: 9000 })
    await says('GET /a: Waits')
    await page.focus(`${timeline} .bar[aria-label^="GET /a: Sent with"]`)
    await says('GET /a: Sent with')
    // The browser says so of the pointer when a bar is drawn below it.
    const over = (/** @type {number[]} */ at) =>
      page.$eval(
        timeline,
        ({ shadowRoot }, [clientX, clientY]) =>
          shadowRoot
            .querySelector('.bar[aria-label^="GET /a: Sent again"]')
            .dispatchEvent(
              new PointerEvent('pointerover', { bubbles: true, composed: true, clientX, clientY }),
            ),
        at,
      )
    const drawn = () =>
      page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      )
    await over(pointer)
    await drawn()
    assert.match(String(await page.textContent(`${timeline} .why`)), /^GET \/a: Sent with/)
    await over([pointer[0] + 1, pointer[1]])
    await says('GET /a: Sent again')
  }),
)

test(
  'what is paused while steps are added can be fitted all the same: to all of them, or to the latest',
  scene(async (lab) => {
    const page = await open(lab)
    const lefts = await page.evaluate(async () => {
      const element = document.querySelector('authflight-timeline')
      const now = Date.now()
      const sent = (/** @type {number} */ from, /** @type {number | undefined} */ end) => ({
        id: String(from),
        title: `GET /${from}`,
        spans: [/** @type {const} */ ({ kind: 'sent', start: now - from, end, reason: 'signedIn' })],
      })
      // One that was answered long ago, and one that is under way.
      element.steps = { lanes: [sent(60_000, now - 50_000), sent(5000, undefined)] }
      const left = () =>
        Math.round(
          Number.parseFloat(
            /** @type {HTMLElement} */ (element.shadowRoot.querySelector('.bar[aria-label^="GET /5000:"]'))
              .style.left,
          ),
        )
      const frames = () =>
        new Promise((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        )
      while (!element.shadowRoot.querySelector('.bar[aria-label^="GET /5000:"]')) await frames()
      element.paused = true
      await frames()
      const paused = left()
      element.fit('latest')
      await frames()
      const latest = left()
      element.fit('all')
      await frames()
      return { paused, latest, all: left() }
    })
    // With room for what is to come the second begins at 55 of 60 s and 20 %; then at the left edge; then at 55 of 60 s.
    assert.ok(lefts.paused > 70 && lefts.paused < 80, JSON.stringify(lefts))
    assert.ok(lefts.latest < 10, JSON.stringify(lefts))
    assert.ok(lefts.all > 85, JSON.stringify(lefts))
  }),
)
