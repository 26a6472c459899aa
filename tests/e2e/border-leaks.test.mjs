// R34: what is done again and again on one page does not add up in the binary's memory.
import { test } from 'node:test'
import { inTime, playAll } from './harness/border.mjs'
import { makeLab } from './harness/lab.mjs'
import { loaded } from './harness/trap.mjs'

const scene = makeLab()
const page = 65_536

test(
  'the memory has its size after the first round of a call, and keeps it',
  scene(async ({ makeTab, context }) => {
    const tab = await makeTab()
    await loaded(tab, 'border-leaks')
    await tab.create()
    await tab.login()
    const engine = await context.newCDPSession(tab.page)
    const names = await tab.page.evaluate(() => Object.keys(lab.border.repeated))
    await playAll(names, async (name) => {
      const sizes = []
      for (let round = 0; round < 4; round += 1) {
        await inTime(
          tab.page.evaluate((name) => lab.border.playRound(name), name),
          name,
        )
        // What the engine has yet to let go of keeps memory, too: it is told to, and heard to have.
        await tab.page.evaluate(() => lab.border.awaitFinalisers())
        await engine.send('HeapProfiler.collectGarbage')
        await inTime(
          tab.page.evaluate(() => lab.border.finalised),
          'the finalisers',
        )
        sizes.push(await tab.page.evaluate(() => lab.border.memorySize()))
      }
      return sizes.at(-1) - sizes[0] > page ? sizes : undefined
    })
  }),
)
