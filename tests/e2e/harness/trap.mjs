// A binary whose memory can be overwritten, as a bug in it or in the engine could do.
import assert from 'node:assert/strict'

/** @typedef {import('./tab.mjs').AnyTab} AnyTab */

/** Loads the page, and the fixtures before the binary: the first of them finds its memory. */
export async function loaded(/** @type {AnyTab} */ tab, /** @type {string[]} */ ...fixtures) {
  await tab.page.goto(tab.address)
  await tab.page.waitForFunction(() => window.lab !== undefined)
  await tab.page.evaluate(async (fixtures) => {
    lab.border = {}
    for (const name of ['border-memories', 'border-watch', ...fixtures]) {
      Object.assign(lab.border, await lab.import(`/fixtures/${name}.js`))
    }
  }, fixtures)
}

/** No lock of the package's is held or waited for, or will be soon: the next flight, in whichever tab, would wait. */
export async function letsGoOfLocks(/** @type {AnyTab} */ tab) {
  const locks = () =>
    tab.page.evaluate(async () => {
      const { held = [], pending = [] } = await navigator.locks.query()
      return [...held, ...pending]
        .map(({ name = '' }) => name)
        .filter((name) => name.startsWith('authflight'))
    })
  for (const until = Date.now() + 5_000; Date.now() < until && (await locks()).length > 0; );
  assert.deepEqual(await locks(), [])
}
