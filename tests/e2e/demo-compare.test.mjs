// A situation beside axios and a hand-written queue: both timelines on one axis, the server's counts for each, a tie where it is one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPage, part } from './harness/demo-page.mjs'
import { makeLab } from './harness/lab.mjs'
import { assertSame, playSituation, seenByServer, shownOf } from './harness/situations.mjs'

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
