// R34: an application may call from any depth. Where the stack does not suffice for a turn, it runs out before the turn and not
// within the binary, which would not survive that. How much a frame takes is each engine's own, and another one's once it is compiled.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeEngineLab } from './harness/engine-lab.mjs'
import { makeLab } from './harness/lab.mjs'

/** @typedef {import('./harness/tab.mjs').AnyTab} AnyTab */

/** What there may be no end with. */
const fatal = ['INTERNAL', 'RuntimeError']

/** @param {AnyTab} tab */
async function plays({ page }) {
  for (const warmUp of [0, 20_000]) {
    const { ends, depths, status } = await page.evaluate(async (warmUp) => {
      const { exhaust } = await lab.import('/fixtures/border-stack.js')
      return exhaust(lab.createAuth, warmUp)
    }, warmUp)
    const what = `after ${warmUp} calls: ${JSON.stringify(ends)}`
    // At the first ones there is no stack to compile what is played.
    assert.ok(depths > 500, `${depths} depths`)
    assert.ok(ends.fulfilled > 1000, what)
    for (const end of fatal) assert.equal(ends[end], undefined, what)
    assert.equal(status, 200, 'it still works')
  }
}

const scene = makeLab()
test(
  'Chromium: calls from any depth leave the client alive',
  scene(async ({ openTab }) => plays(await openTab())),
)

for (const engine of ['Firefox', 'WebKit']) {
  const { skip, scene } = await makeEngineLab(engine)
  test(
    `${engine}: calls from any depth leave the client alive`,
    { skip },
    scene(async ({ openTab }) => plays(await openTab())),
  )
}
