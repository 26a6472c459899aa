// The clients of tests/e2e/apps/clients.js, each through an expiry.
import assert from 'node:assert/strict'
import { all } from './outcomes.mjs'

const missing = { ky: ['HTTPError', 404], ofetch: ['FetchError', 404], 'openapi-fetch': ['object', 404] }

export async function useClients(page, server) {
  await page.evaluate(() => lab.login())
  for (const [round, name] of Object.keys(missing).entries()) {
    await server.expireAccess()
    const before = (await server.counters()).resource
    const answers = await page.evaluate(async (name) => {
      const { list, post, form } = lab.clients[name]
      return Promise.all([list(), post(), form(), ...Array.from({ length: 7 }, post)])
    }, name)
    const text = '{"note":"ü"}'
    assert.deepEqual(answers, [20, text, true, ...all(7, text)], name)
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received, resource.answered - before.answered], [round + 1, 10], name)
    const refused = await page.evaluate(
      async (name) => [await lab.clients[name].missing(), await lab.clients[name].slow()],
      name,
    )
    assert.deepEqual(refused, [missing[name], 'TimeoutError'], name)
  }
}
