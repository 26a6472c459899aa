// What the two checkers of packages say of the tarball.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { packagingTools } from '../../scripts/setup/packaging-tools.mjs'
import { makeApp } from './harness/app.mjs'
import { ended } from './harness/process.mjs'

/** @type {string} */
let tools
/** @type {any} */
let app

before(async () => {
  tools = await packagingTools('checks')
  app = await makeApp()
})
after(() => app?.remove())

const run = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
  ended(process.execPath, [join(tools, 'node_modules', program), ...args], { cwd: app.folder })

test('publint --strict', async () => {
  const { code, out, err } = await run('publint/src/cli.js', 'run', app.tarball, '--strict')
  assert.equal(code, 0, out + err)
  assert.match(out, /All good!/)
})

test('arethetypeswrong, for packages that are ESM only', async () => {
  const { code, out, err } = await run(
    '@arethetypeswrong/cli/dist/index.js',
    app.tarball,
    ...['--profile', 'esm-only', '--no-emoji', '--format', 'ascii'],
  )
  assert.equal(code, 0, out + err)
  // Each entry point is judged, and none is passed over.
  for (const path of Object.keys(app.manifest.exports))
    assert.ok(out.includes(`"${join('authflight', path)}"`), `${path} was not looked at`)
})
