// The packed types, as strict applications see them.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { makeApp, root } from './harness/app.mjs'
import { ended } from './harness/process.mjs'

const compiler = join(root, 'node_modules/typescript/bin/tsc')
/** @type {any} */
let app

before(async () => {
  // Below the checkout, where the compiler finds the frameworks.
  const place = join(root, 'target/packaging')
  mkdirSync(place, { recursive: true })
  app = await makeApp('types', place)
})
after(() => app?.remove())

// The types of the package are checked, too: skipLibCheck stays off.
const strictly = [
  '--ignoreConfig',
  '--strict',
  '--noEmit',
  '--target',
  'es2022',
  '--lib',
  'es2022,dom,dom.iterable',
]

for (const [resolution, module] of [
  ['bundler', 'esnext'],
  ['node16', 'node16'],
]) {
  test(`tsc --strict --moduleResolution ${resolution}`, async () => {
    const files = ['consumer.ts', 'frameworks.ts']
    const args = [...strictly, '--module', module, '--moduleResolution', resolution, ...files]
    const { code, out, err } = await ended(process.execPath, [compiler, ...args], { cwd: app.folder })
    assert.equal(out + err, '')
    assert.equal(code, 0)
  })
}
