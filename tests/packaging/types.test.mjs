// The packed types, as strict applications see them.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { makeApp, root } from './harness/app.mjs'
import { ended } from './harness/process.mjs'

const compiler = join(root, 'node_modules/typescript/bin/tsc')
let app

before(async () => {
  app = await makeApp('types')
})
after(() => app?.remove())

// The types of the package are checked, too: skipLibCheck stays off.
const strictly = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable']

for (const [resolution, module] of [
  ['bundler', 'esnext'],
  ['node16', 'node16'],
]) {
  test(`tsc --strict --moduleResolution ${resolution}`, async () => {
    const args = [...strictly, '--module', module, '--moduleResolution', resolution, 'consumer.ts']
    const { code, out, err } = await ended(process.execPath, [compiler, ...args], { cwd: app.folder })
    assert.equal(out + err, '')
    assert.equal(code, 0)
  })
}
