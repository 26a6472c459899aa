// What a client must still do after whatever a page has done to it (R34).
import assert from 'node:assert/strict'
import { inTime } from './in-time.mjs'
import { all, results } from './outcomes.mjs'

/** @typedef {import('./tab.mjs').AnyTab} AnyTab */
/** @typedef {import('./control.mjs').Control} Control */

/** Has the page watched: `lab.border` holds what `fixtures/border-watch.js` and further fixtures export. */
export function watched(/** @type {AnyTab} */ tab, /** @type {string[]} */ ...fixtures) {
  return tab.page.evaluate(async (fixtures) => {
    lab.border = {}
    for (const name of ['border-watch', ...fixtures]) {
      Object.assign(lab.border, await lab.import(`/fixtures/${name}.js`))
    }
  }, fixtures)
}

/** Uncaught errors and unhandled rejections of the page, the same only once. */
export const complaintsOf = (/** @type {AnyTab} */ tab) =>
  tab.page.evaluate(() => [...new Set(lab.border.complaints)])

/** A request is answered, and `count` of them that meet an expiry make one refresh: fewer where it is asked after each of many cases. */
export async function stillWorks(
  /** @type {AnyTab} */ tab,
  /** @type {Control} */ server,
  /** @type {string | number} */ what,
  { name = 'main', count = 10 } = {},
) {
  const ask = async (/** @type {number} */ count) => {
    const answers = tab.page.evaluate(
      ([count, name]) => lab.clients[name].askMany(count, `${location.origin}/bearer/me`),
      [count, name],
    )
    return results(await inTime(answers, `${what}, afterwards`, 10_000))
  }
  assert.deepEqual(await ask(1), [200], `${what}: a request afterwards`)
  const before = (await server.counters()).refresh.received
  await server.expireAccess()
  assert.deepEqual(await ask(count), all(count, 200), `${what}: ${count} requests that meet an expiry`)
  assert.equal((await server.counters()).refresh.received, before + 1, `${what}: one refresh for them`)
}

/** Plays every case, and names those that are not as they should be: not too many, as each may take its time. */
export async function playAll(
  /** @type {string[]} */ names,
  /** @type {(name: any) => Promise<any>} */ play,
  atMost = 100,
) {
  assert.ok(names.length > 0, 'there are cases')
  /** @type {Record<string, unknown>} */
  const wrong = {}
  for (const name of names) {
    const said = await play(name)
    if (said !== undefined) wrong[name] = said
    if (Object.keys(wrong).length === atMost) break
  }
  if (Object.keys(wrong).length > 0) assert.fail(JSON.stringify(wrong, null, 1))
}
