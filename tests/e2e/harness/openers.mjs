// The ways in which a test opens tabs, the same in every lab.
import assert from 'node:assert/strict'

/** @typedef {import('./tab.mjs').AnyTab} AnyTab */

/**
 * `openTab` opens a tab with a client, `openSignedIn` one that has logged in, and `openTabs` so many of one session: the first
 * logs in, the others find it.
 * @template {AnyTab} T
 * @template Options
 * @param {(options?: Options) => Promise<T>} makeTab a tab without a client
 * @param {(tab: T) => Promise<object>} createClient what comes of it is empty, or has an error
 */
export function openersFrom(makeTab, createClient = (tab) => tab.open()) {
  const openTab = async (/** @type {Options | undefined} */ options = undefined) => {
    const tab = await makeTab(options)
    assert.deepEqual(await createClient(tab), {})
    return tab
  }
  const openSignedIn = async (/** @type {Options | undefined} */ options = undefined) => {
    const tab = await openTab(options)
    const { error } = await tab.login()
    assert.equal(error, undefined)
    return tab
  }
  const openTabs = async (
    /** @type {number} */ count,
    /** @type {Options | undefined} */ options = undefined,
  ) => {
    const first = await openSignedIn(options)
    const others = await Promise.all(Array.from({ length: count - 1 }, () => openTab(options)))
    for (const tab of others) assert.equal(await tab.status(), 'signedIn')
    return [first, ...others]
  }
  return { openTab, openSignedIn, openTabs }
}
