// Nuxt: built, rendered on the server, and taken over by the browser.
import { join } from 'node:path'
import { test } from 'node:test'
import { makeLab } from '../harness/lab.mjs'
import { judgeServed } from '../harness/served.mjs'

const lab = makeLab({ sample: 'nuxt', browser: true, tools: 'nuxt' })

test('nuxt build, and its server', async (t) => {
  await judgeServed(t, lab, {
    build: [join(lab.tools, 'node_modules/nuxt/bin/nuxt.mjs'), 'build'],
    start: ['serve.mjs'],
    env: { NUXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  })
})
