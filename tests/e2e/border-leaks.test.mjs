// R34: what is done again and again on one page does not add up in the binary's memory.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { playAll } from './harness/border.mjs'
import { inTime } from './harness/in-time.mjs'
import { makeLab } from './harness/lab.mjs'
import { loaded } from './harness/trap.mjs'

const scene = makeLab()

/** In the page, before all else: how many closures the engine has not yet said to be gone. */
function countFinalisers() {
  let left = 0
  const Own = /** @type {any} */ (FinalizationRegistry)
  window.unfinalised = () => left
  window.FinalizationRegistry = /** @type {any} */ (
    class extends Own {
      constructor(/** @type {(held: unknown) => void} */ finalise) {
        super((/** @type {unknown} */ held) => {
          left -= 1
          finalise(held)
        })
      }

      /** @param {[WeakKey, unknown, WeakKey?]} given */
      register(...given) {
        left += 1
        return super.register(...given)
      }

      unregister(/** @type {WeakKey} */ token) {
        const was = super.unregister(token)
        if (was) left -= 1
        return was
      }
    }
  )
}
const page = 65_536

test(
  'the memory has its size after the first round of a call, and keeps it',
  scene(async ({ makeTab, context }) => {
    const tab = await makeTab()
    await tab.page.addInitScript(countFinalisers)
    await tab.page.reload()
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
        // What the engine has yet to let go of keeps memory, too: it is told to until it has.
        /** @returns {Promise<boolean>} */
        const collected = async () => {
          await engine.send('HeapProfiler.collectGarbage')
          return (await tab.page.evaluate(() => window.unfinalised())) < 40 || collected()
        }
        await inTime(collected(), `${name}: the engine lets go of the closures`)
        sizes.push(await tab.page.evaluate(() => lab.border.memorySize()))
      }
      return sizes.at(-1) - sizes[0] > page ? sizes : undefined
    })
  }),
)

for (const [kind, rest, config] of /** @type {[string, number, object][]} */ ([
  ['that share a session', 4_000, {}],
  ['each on its own', 9_900, { storage: 'memory', crossTab: false }],
])) {
  test(
    `a page that makes ${rest + 100} clients ${kind}, and disposes of each, keeps its size`,
    scene(async ({ makeTab, context }) => {
      const tab = await makeTab()
      await loaded(tab, 'border-leaks')
      const engine = await context.newCDPSession(tab.page)
      const sizesAfter = async (
        /** @type {number | string | number | { storage?: never; crossTab?: never; } | { storage: string; crossTab: boolean; }} */ count,
      ) => {
        await inTime(
          tab.page.evaluate(([count, config]) => lab.border.makeClients(count, config), [count, config]),
          `${count} clients`,
          120_000,
        )
        // What a finaliser lets go of is collected the next time.
        for (let round = 0; round < 3; round += 1) {
          await engine.send('HeapProfiler.collectGarbage')
          await tab.page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
        }
        const { usedSize } = await engine.send('Runtime.getHeapUsage')
        return [await tab.page.evaluate(() => lab.border.memorySize()), usedSize]
      }
      const [memory, heap] = await sizesAfter(100)
      const [memoryAtEnd, heapAtEnd] = await sizesAfter(rest)
      // How much is in use at once depends on when the engine lets go of closures, so one page more says nothing. A leak of 33 bytes
      // for each client would make two.
      assert.ok(memoryAtEnd - memory <= page, `the memory of the binary: ${memory}, ${memoryAtEnd}`)
      const perClient = (heapAtEnd - heap) / rest
      assert.ok(perClient < 100, `${perClient} bytes of the page's own memory are kept for each client`)
    }),
  )
}
