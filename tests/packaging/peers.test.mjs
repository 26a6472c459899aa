// The package installs beside any version of a framework, because its core needs none of them.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { makeApp } from './harness/app.mjs'
import { ended } from './harness/process.mjs'

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

for (const [name, list] of Object.entries(versions)) {
  for (const version of list) {
    test(`beside ${name} ${version}`, async () => {
      const folder = join(app.folder, `${name}-${version}`)
      // What counts for npm is its name and its version.
      const peer = join(folder, 'peer')
      mkdirSync(peer, { recursive: true })
      writeFileSync(join(peer, 'package.json'), JSON.stringify({ name, version }))
      const dependencies = { [name]: 'file:peer', authflight: `file:${app.tarball}` }
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
      const cache = ['--cache', join(app.folder, '.npm')]
      const { code, out, err } = await ended('npm', ['install', ...cache, ...quietly], { cwd: folder })
      assert.equal(code, 0, err + out)
      assert.doesNotMatch(err, /ERESOLVE|peer/)
    })
  }
}
