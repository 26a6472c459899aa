// A Vite application with no plug-in and no configuration: built and served, and in the development server.
import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './harness/app.mjs'
import { judgeDay, makeLab } from './harness/lab.mjs'
import { ended, started } from './harness/process.mjs'
import { serveFolder } from './harness/static.mjs'

/** @typedef {import('node:test').TestContext} TestContext */

const program = join(root, 'node_modules/vite/bin/vite.js')
const lab = makeLab({ sample: 'vite', browser: true })

async function visitEach(/** @type {TestContext} */ t, /** @type {string} */ url) {
  for (const entry of ['default', 'fetch', 'slim']) {
    await t.test(entry, async () => {
      await lab.server.control.reset()
      const statuses = await lab.visit(`${url}/?server=${lab.server.url}&entry=${entry}`)
      await judgeDay(lab.server, statuses)
    })
  }
}

test('vite build', async (t) => {
  const { code, out, err } = await ended(process.execPath, [program, 'build'], { cwd: lab.app.folder })
  assert.equal(code, 0, err)
  assert.equal(err, '', 'the build warns of nothing')
  assert.doesNotMatch(out, /warn/i)
  const site = await serveFolder(join(lab.app.folder, 'dist'))
  t.after(() => site.stop())
  await visitEach(t, site.url)
})

test('the devtools are in the bundle of who imports them, and of nobody else', async () => {
  const { build } = await import('vite')
  const bundled = async (/** @type {string} */ code) => {
    const entry = join(lab.app.folder, 'src/entry-of-devtools.js')
    writeFileSync(entry, code)
    const built = await build({
      root: lab.app.folder,
      configFile: false,
      logLevel: 'silent',
      build: { write: false, lib: { entry, formats: ['es'] } },
    })
    const [{ output }] = /** @type {{ output: { code?: string }[] }[]} */ (built)
    return output.map(({ code = '' }) => code).join('\n')
  }
  assert.match(await bundled("import 'authflight/devtools'"), /authflight-timeline/)
  const without = await bundled("import { createAuth } from 'authflight'\ncreateAuth({})")
  assert.doesNotMatch(without, /authflight-timeline/)
  assert.ok(without.length > 10_000)
})

test('vite', async (t) => {
  const args = [program, '--port', '0']
  const dev = await started(process.execPath, args, /Local: +(http:\S+?)\/?$/, { cwd: lab.app.folder })
  t.after(() => dev.stop())
  await visitEach(t, dev.found[1])
  // Vite makes its own module of a dependency, whose files then lie elsewhere: that is what is tried here.
  assert.ok(existsSync(join(lab.app.folder, 'node_modules/.vite/deps/authflight.js')))
})
