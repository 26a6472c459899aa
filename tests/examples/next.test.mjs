// The Next example, built by `next build` and served by `next start`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testServedExample } from './harness/served.mjs'

const scene = testServedExample('next', {
  program: 'next/dist/bin/next',
  start: ({ program, port }) => [program, 'start', '--hostname', '127.0.0.1', '--port', String(port)],
  ready: /Local: +(http:\S+?)\/?$/,
  env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
})

test(
  'a server component that uses the client gets an error, and does not break the page',
  scene(async ({ url }) => {
    const reply = await fetch(`${url}/careless`)
    const html = await reply.text()
    assert.equal(reply.status, 200)
    assert.match(html, /<p id="status"[^>]*>signedOut</)
    assert.match(html, /<p id="careless"[^>]*>ERR_NETWORK: Network Error\. On a server /)
  }),
)
