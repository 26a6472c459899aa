// A situation beside axios and a hand-written queue: both timelines on one axis, the server's counts for each, a tie where it is one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPage, part } from './harness/demo-page.mjs'
import { makeLab } from './harness/lab.mjs'
import { assertSame, done, playSituation, seenByServer, shownOf } from './harness/situations.mjs'

const scene = makeLab()

/** What it comes to by hand, whatever the network's order, and what the page says of the difference. */
const byHand = {
  ten: { refreshes: 1, lost: 0, end: 'good', said: /^A tie/ },
  late: { refreshes: 2, lost: 0, end: 'bad', said: /2 refreshes in place of 1\.$/ },
  failsOnce: { refreshes: 1, lost: 10, end: 'bad', said: /the user is signed out; 10 requests lost, not 0/ },
  refused: { refreshes: 1, lost: 10, end: 'good', said: /^A tie/ },
  silent: { refreshes: 1, lost: 10, end: 'bad', said: /the user is signed out/ },
  closed: { refreshes: 2, lost: 0, end: 'good', said: /^A tie/ },
  clock: { refreshes: 1, lost: 0, end: 'good', said: /^A tie/ },
  upload: { refreshes: 1, lost: 0, end: 'good', said: /^A tie/ },
}

for (const [name, { said, ...expected }] of Object.entries(byHand)) {
  test(
    `${name}, side by side: both are what the server has counted, and the page says ${said}`,
    scene(async (lab) => {
      const { page, complaints } = await openPage(lab)
      await page.check(part('side-by-side'))
      await playSituation(page, name)
      const shown = { ours: await shownOf(page, 'ours'), byHand: await shownOf(page, 'byHand') }
      assert.equal(shown.ours.end, 'good', shown.ours.verdict)
      const { refreshes, lost, end } = shown.byHand
      assert.deepEqual({ refreshes, lost, end }, expected, shown.byHand.verdict)
      assert.match(await page.textContent(part('comparison')), said)
      const [ours, theirs] = await seenByServer(lab.server)
      assertSame(shown.ours, ours, 'ours')
      assertSame(shown.byHand, theirs, 'by hand')
      assert.equal(shown.ours.drawn.lanes, shown.byHand.drawn.lanes, 'the same requests')
      assert.equal(await page.locator(part('played')).count(), 1, 'one time axis')
      assert.deepEqual(complaints, [])
    }),
  )
}

/** What depends on the network's order in its numbers, and not in its end. */
const inSomeOrder = {
  tabs: /refreshes in place of 1/,
  offline: /the user is signed out; 10 requests lost, not 0/,
  otherUser: /shows the data of “tabs”/,
  reload: /refreshes in place of 1/,
  logout: /a token is left after the end/,
}

for (const [name, said] of Object.entries(inSomeOrder)) {
  test(
    `${name}, side by side: by hand it goes wrong, by the server’s numbers, and the page says how`,
    scene(async (lab) => {
      const { page, complaints } = await openPage(lab)
      await page.check(part('side-by-side'))
      await playSituation(page, name)
      const shown = { ours: await shownOf(page, 'ours'), byHand: await shownOf(page, 'byHand') }
      assert.deepEqual([shown.ours.end, shown.byHand.end], ['good', 'bad'], JSON.stringify(shown))
      assert.match(await page.textContent(part('comparison')), said)
      const [, theirs] = await seenByServer(lab.server, { meIsAfter: name !== 'otherUser' })
      // Without a network a refresh is drawn that the server does not see, and a logout may be told with one of its own.
      const cut = name === 'offline' ? shown.byHand.drawn.refreshes : 0
      if (name !== 'logout') assertSame(shown.byHand, theirs, 'by hand', cut)
      assert.equal(shown.ours.drawn.lanes, shown.byHand.drawn.lanes, 'the same requests')
      assert.deepEqual(complaints, [])
    }),
  )
}

test(
  'both are drawn in one chart, one below the other, and the next situation is one click away',
  scene(async (lab) => {
    const { page } = await openPage(lab)
    await page.check(part('side-by-side'))
    await playSituation(page, 'upload')
    const titles = await page.$$eval(`${part('played')} .row[data-kind="tab"] .label`, (labels) =>
      labels.map(({ textContent }) => textContent),
    )
    assert.deepEqual(titles, ['With authflight', 'axios and a hand-written queue'])
    assert.equal(await page.locator(`${part('played')} .row[data-kind="lane"]`).count(), 2)
    const { steps } = await page.$eval(part('played'), ({ steps }) => ({ steps }))
    // Each begins at the axis' beginning.
    for (const { spans } of steps.lanes) assert.ok(spans[0].start < 100, JSON.stringify(spans))
    await page.uncheck(part('side-by-side'))
    await page.click(part('next'))
    await done(page, 'logout')
    assert.equal(await page.locator(part('verdict-byHand')).count(), 0)
  }),
)
