// Next: built, rendered on the server, and taken over by the browser.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeLab } from '../harness/lab.mjs'
import { judgeServed } from '../harness/served.mjs'

const lab = makeLab({ sample: 'next', browser: true, tools: 'next' })

test('next build, next start', async (t) => {
  const program = join(lab.tools, 'node_modules/next/dist/bin/next')
  const { html } = await judgeServed(t, lab, {
    build: [program, 'build'],
    start: [program, 'start', '--hostname', '127.0.0.1', '--port', '0'],
    env: { NEXT_TELEMETRY_DISABLED: '1' },
  })
  assert.match(html, /<p id="guarded">pending<\/p>/)
})
