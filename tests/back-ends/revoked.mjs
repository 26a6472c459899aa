// After a logout the server itself refuses the old refresh token.
import assert from 'node:assert/strict'
import { logIn } from '../conformance/checks.mjs'

export async function revoked(/** @type {import('../conformance/checks.mjs').Scene} */ scene) {
  const { a } = scene
  await logIn(scene)
  assert.equal((await a.call('refresh')).error, undefined, 'the token before is good')
  const { access, refresh } = JSON.parse(await a.stored(a.config.storageKey))
  assert.equal((await a.call('logout')).error, undefined)
  assert.deepEqual(await a.events('warning'), [])
  await a.call('setTokens', { access, refresh })
  assert.equal((await a.call('refresh')).error?.code, 'SESSION_EXPIRED')
  assert.equal(await a.status(), 'signedOut')
}
