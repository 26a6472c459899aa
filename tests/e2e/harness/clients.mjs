// The clients of tests/e2e/apps/clients.js, each through an expiry.
import assert from 'node:assert/strict'
import { all } from './outcomes.mjs'

/** @typedef {import('./tab.mjs').AnyPage} AnyPage */
/** @typedef {import('./control.mjs').Control} Control */

/** @type {Record<string, [string, number]>} */
const missing = { ky: ['HTTPError', 404], ofetch: ['FetchError', 404], 'openapi-fetch': ['object', 404] }

export async function useClients(/** @type {AnyPage} */ page, /** @type {Control} */ server) {
  await page.evaluate(() => lab.login())
  for (const [round, name] of Object.keys(missing).entries()) {
    await server.expireAccess()
    const before = (await server.counters()).resource
    const answers = await page.evaluate(async (name) => {
      const { list, post, form } = /** @type {any} */ (lab.clients)[name]
      return Promise.all([list(), post(), form(), ...Array.from({ length: 7 }, post)])
    }, name)
    const text = '{"note":"ü"}'
    assert.deepEqual(answers, [20, text, true, ...all(7, text)], name)
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received, resource.answered - before.answered], [round + 1, 10], name)
    const refused = await page.evaluate(async (name) => {
      const { missing, slow } = /** @type {any} */ (lab.clients)[name]
      return [await missing(), await slow()]
    }, name)
    assert.deepEqual(refused, [missing[name], 'TimeoutError'], name)
  }
}
