// R34: whatever the client calls may call the client, 200 deep. Nothing overflows, every promise settles.
import { test } from 'node:test'
import { complaintsOf, playAll, stillWorks, watched } from './harness/border.mjs'
import { inTime } from './harness/in-time.mjs'
import { makeLab } from './harness/lab.mjs'
import { bearer } from './harness/tab.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('./harness/control.mjs').Control} Control */

const scene = makeLab()

/** Thrown at once, never settled, or the words of a trap. */
const broken = /^(threw|gave|hangs)|RuntimeError|RangeError|INTERNAL/

/** One case in a document of its own; what went wrong in it. */
async function play(
  /** @type {Tab} */ tab,
  /** @type {Control} */ server,
  /** @type {string} */ group,
  /** @type {string} */ name,
) {
  await tab.page.goto(tab.address)
  await tab.page.waitForFunction(() => window.lab !== undefined)
  await watched(tab, 'border-reentry')
  const inPage = (/** @type {string} */ what, /** @type {unknown[]} */ ...given) =>
    inTime(
      tab.page.evaluate(([what, given]) => lab.border[what](...given), [what, given]),
      name,
      15_000,
    )
  const error = await inPage('openReentry', group, name, bearer)
  if (error) return error
  const { enough, outcomes, allowed } = await inPage('playReentry', group, name)
  const bad = outcomes.filter((/** @type {string} */ outcome) => broken.test(outcome) && outcome !== allowed)
  if (enough !== true || bad.length > 0) return { enough, bad, complaints: await complaintsOf(tab) }
  const again = await tab.login()
  if (again.error) return again
  await stillWorks(tab, server, name, { count: 3 })
  const complaints = await complaintsOf(tab)
  return complaints.length > 0 ? complaints : undefined
}

for (const [group, what] of [
  ['listeners', 'listeners of the application'],
  ['storages', 'its storage'],
  ['callbacks', 'its functions, getters and signals'],
]) {
  test(
    `${what} may call back into the client, and again from there`,
    scene(async ({ server, openTab, makeTab }) => {
      /** @type {import('./harness/tab.mjs').Tab | undefined} */
      let tab = await openTab()
      await watched(tab, 'border-reentry')
      const names = await tab.page.evaluate((group) => Object.keys(lab.border.reentries[group]), group)
      const playOne = async (/** @type {string} */ name) => {
        tab ??= await makeTab()
        const wrong = await play(tab, server, group, name).catch((error) => error.message)
        // A page that spins would not go elsewhere.
        if (wrong !== undefined) tab = undefined
        return wrong
      }
      await playAll(names, playOne, 4)
    }),
  )
}
