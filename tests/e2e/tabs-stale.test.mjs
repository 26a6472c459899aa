// A page whose copy of localStorage lags behind: it was loaded right after a login in another tab.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { result } from './harness/outcomes.mjs'

/** @typedef {import('playwright-core').Page} Page */

const scene = makeLab()

/** For so many reads after its loading, the page is shown what its copy held before. */
const lagging = (
  /** @type {Page} */ page,
  /** @type {string | null} */ before,
  /** @type {number} */ reads,
) =>
  page.addInitScript(
    ([before, reads]) => {
      const { getItem } = Storage.prototype
      let left = reads
      Storage.prototype.getItem = function (/** @type {string} */ key) {
        return key === 'authflight' && left-- > 0 ? before : getItem.call(this, key)
      }
    },
    /** @type {[string | null, number]} */ ([before, reads]),
  )

for (const [what, before] of /** @type {[string, (stored: string) => string | null][]} */ ([
  ['nothing yet', () => null],
  ["the last user's record", (stored) => stored],
])) {
  test(
    `a page that is still shown ${what} is signed in as the new user when it has loaded`,
    scene(async ({ openSignedIn, makeTab }) => {
      const tab = await openSignedIn()
      const stored = await tab.stored()
      assert.equal((await tab.login('alice')).error, undefined)
      const late = await makeTab()
      await lagging(late.page, before(stored), 3)
      assert.deepEqual(await late.open(), {})
      assert.equal(await late.status(), 'signedIn')
      assert.equal((await late.ask('/me')).body.username, 'alice')
    }),
  )
}

test(
  'a page whose record was deleted while none was open is signed out, a moment later',
  scene(async ({ openSignedIn }) => {
    const tab = await openSignedIn()
    await tab.page.goto(`${new URL(tab.address).origin}/fixtures/blank.js`)
    await tab.page.evaluate(() => localStorage.removeItem('authflight'))
    assert.deepEqual(await tab.open(), {})
    assert.equal(await tab.status(), 'signedOut')
    assert.equal(result(await tab.ask('/me')), 401)
  }),
)
