// The clients of tests/e2e/apps/links.js, each through an expiry.
import assert from 'node:assert/strict'

/** @typedef {import('./control.mjs').Control} Control */

export async function useLinks(
  /** @type {import('./tab.mjs').AnyPage} */ page,
  /** @type {Control} */ server,
) {
  await page.evaluate(() => lab.login())
  const expected = { apollo: 'alice', trpc: 'given back', axios: '{"a":1}' }
  for (const [round, [name, answer]] of Object.entries(expected).entries()) {
    await server.expireAccess()
    assert.deepEqual(await page.evaluate((name) => lab[name](), name), answer, name)
    assert.equal((await server.counters()).refresh.received, round + 1, name)
  }
}
