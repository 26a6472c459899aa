// Locks that refuse, as in a sandbox, under a mock or by another script's doing: the client goes on, and the ledger keeps the tabs apart (R34).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { result } from './harness/outcomes.mjs'
import { makeTokenLab } from './harness/token-lab.mjs'

const { scene } = await makeTokenLab()

/** Prepared in the page before anything else runs. */
const refusing = {
  'whose request rejects': () => {
    LockManager.prototype.request = () => Promise.reject(new DOMException('No locks.', 'SecurityError'))
  },
  'whose request throws': () => {
    LockManager.prototype.request = () => {
      throw new DOMException('No locks.', 'InvalidStateError')
    }
  },
  'whose request returns nothing': () => {
    LockManager.prototype.request = /** @type {any} */ (() => {})
  },
}

for (const [what, prepare] of Object.entries(refusing)) {
  test(
    `with locks ${what} the page stays alive, and a refresh is made`,
    scene(async ({ home, openSignedIn }) => {
      const tab = await openSignedIn({ prepare })
      home.expire()
      assert.equal(result(await tab.ask('/me')), 200)
      assert.equal(home.at('/api/refresh').length, 1)
      await tab.reload()
      assert.equal(await tab.status(), 'signedIn')
      await tab.call('logout')
      assert.equal(await tab.status(), 'signedOut')
    }),
  )
}
