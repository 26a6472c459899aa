// The package installs beside any version of a framework, because its core needs none of them.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { makeApp } from './harness/app.mjs'
import { ended } from './harness/process.mjs'

/** @type {any} */
let app
before(async () => {
  app = await makeApp()
})
after(() => app?.remove())

/** Versions that the adapters cannot serve, and the oldest that they can. */
const versions = {
  vue: ['2.6.14', '2.7.16', '3.2.47', '3.3.0'],
  react: ['16.14.0', '17.0.2', '18.0.0', '19.3.1'],
  axios: ['0.19.2', '0.27.2', '1.11.0', '1.12.0'],
}
const quietly = ['--offline', '--no-audit', '--no-fund', '--no-update-notifier']

/** A folder in which the package is installed beside a framework. What counts for npm is its name and its version. */
async function installedBeside(/** @type {string} */ name, /** @type {string} */ version, code = '') {
  const folder = join(app.folder, `${name}-${version}`)
  const peer = join(folder, 'peer')
  mkdirSync(peer, { recursive: true })
  const stub = { name, version, type: 'module', exports: './index.js' }
  writeFileSync(join(peer, 'package.json'), JSON.stringify(stub))
  writeFileSync(join(peer, 'index.js'), code)
  const dependencies = { [name]: 'file:peer', authflight: `file:${app.tarball}` }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  const cache = ['--cache', join(app.folder, '.npm')]
  const { code: status, out, err } = await ended('npm', ['install', ...cache, ...quietly], { cwd: folder })
  assert.equal(status, 0, err + out)
  assert.doesNotMatch(err, /ERESOLVE|peer/)
  return folder
}

for (const [name, list] of Object.entries(versions)) {
  for (const version of list)
    test(`beside ${name} ${version}`, async () => {
      await installedBeside(name, version)
    })
}

test('a snapshot of a framework, which is numbered 0.0.0, is not taken for an old one', async () => {
  const version = '0.0.0-experimental-1f2e3d'
  const folder = await installedBeside('vue', version, `export const version = '${version}'`)
  const program = `import { authPlugin } from 'authflight/vue'; console.log(typeof authPlugin({ subscribe() {} }).install)`
  writeFileSync(join(folder, 'main.js'), program)
  const { out, err } = await ended(process.execPath, ['main.js'], { cwd: folder })
  assert.equal(out.trim(), 'function', err)
})
