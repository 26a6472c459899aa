// The streams of tests/e2e/fixtures/bodies.js, each sent after an expiry.
import assert from 'node:assert/strict'

/** @typedef {import('./tab.mjs').AnyTab} AnyTab */
/** @typedef {import('./control.mjs').Control} Control */

export async function sendEveryStream(/** @type {AnyTab} */ tab, /** @type {Control} */ server) {
  const [names, sends] = await tab.page.evaluate(async () => {
    const { sendsStreams, streams } = await import('/fixtures/bodies.js')
    return [Object.keys(streams), sendsStreams()]
  })
  assert.ok(names.length > 4, `${names.length} streams`)
  let sent = 0
  for (const name of names) {
    // An engine that sends none makes a text of it before anybody can do anything about it.
    if (name.includes('Request') && !sends) continue
    await server.expireAccess()
    const { same, asked, expected } = await tab.page.evaluate(async (name) => {
      const { sendStream } = await import('/fixtures/bodies.js')
      return sendStream(name, lab.clients.main.auth.fetch)
    }, name)
    assert.ok(same, `${name}: other bytes`)
    assert.deepEqual(asked, expected, name)
    sent += 1
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received, resource.received], [sent, 2 * sent], name)
  }
}
