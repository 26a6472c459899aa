// The README's first lines in every Vite from 4 on, with its default target; older frameworks; TypeScript's older resolution.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeApp, root } from '../harness/app.mjs'
import { judgeDay, makeLab } from '../harness/lab.mjs'
import { ended } from '../harness/process.mjs'
import { serveFolder } from '../harness/static.mjs'

/** @typedef {import('playwright-core').Page} Page */

const lab = makeLab({ sample: 'older', browser: true, tools: 'older' })

/** The first code of a README, with the server of this test as its back-end. */
function firstLines(/** @type {string} */ readme) {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(lab.app.installed, readme), 'utf8')) ?? []
  const server = "new URLSearchParams(location.search).get('server') + '/bearer'"
  const mine = code.replace("'/api'", server)
  assert.notEqual(mine, code, `${readme} begins with a client of /api`)
  return mine
}

const viteOf = (/** @type {number} */ version) =>
  version === 8
    ? join(root, 'node_modules/vite/bin/vite.js')
    : join(lab.tools, `node_modules/vite-${version}/bin/vite.js`)

async function built(
  /** @type {number} */ version,
  /** @type {string} */ page,
  /** @type {string} */ folder,
) {
  const config = { build: { rollupOptions: { input: page }, outDir: folder } }
  writeFileSync(join(lab.app.folder, 'vite.config.mjs'), `export default ${JSON.stringify(config)}`)
  const { code, out, err } = await ended(process.execPath, [viteOf(version), 'build'], {
    cwd: lab.app.folder,
  })
  assert.equal(code, 0, err + out)
  return serveFolder(join(lab.app.folder, folder))
}

for (const version of [4, 5, 6, 7, 8]) {
  test(`vite ${version} build`, async (t) => {
    for (const readme of ['README.md', 'README.zh-CN.md']) {
      writeFileSync(join(lab.app.folder, 'src/auth.ts'), firstLines(readme))
      const site = await built(version, 'index.html', `dist-${version}`)
      t.after(() => site.stop())
      await lab.server.control.reset()
      await judgeDay(lab.server, await lab.visit(`${site.url}/?server=${lab.server.url}`))
    }
  })
}

/** Builds by a program of its own, as webpack 4 asks Node for what it allows only on request. Resolves with the complaints. */
async function packed(/** @type {string[]} */ ...args) {
  const program = ['--openssl-legacy-provider', 'webpack.cjs', ...args]
  const { code, out, err } = await ended(process.execPath, program, { cwd: lab.app.folder })
  assert.equal(code, 0, err)
  return JSON.parse(out)
}

test('webpack 4, with the one rule that the documentation names', async (t) => {
  writeFileSync(join(lab.app.folder, 'src/auth.js'), firstLines('README.md'))
  assert.deepEqual(await packed('webpack-4', './src/webpack.js', 'es2018'), [])
  const folder = join(lab.app.folder, 'dist-webpack-4')
  const page = '<!doctype html><link rel="icon" href="data:,"><script src="bundle.js"></script>'
  writeFileSync(join(folder, 'index.html'), page)
  const site = await serveFolder(folder)
  t.after(() => site.stop())
  await lab.server.control.reset()
  await judgeDay(lab.server, await lab.visit(`${site.url}/?server=${lab.server.url}`))
})

test('webpack 5 and Vite build an adapter beside a version that it cannot serve', async () => {
  assert.deepEqual(await packed('webpack', './src/adapters.js'), [])
  writeFileSync(
    join(lab.app.folder, 'adapters.html'),
    '<script type="module" src="/src/adapters.js"></script>',
  )
  await (await built(5, 'adapters.html', 'dist-adapters')).stop()
})

test('Vue 2.7 with the core', async (t) => {
  writeFileSync(join(lab.app.folder, 'src/auth.ts'), firstLines('README.md'))
  const site = await built(5, 'vue2.html', 'dist-vue2')
  t.after(() => site.stop())
  await lab.server.control.reset()
  const statuses = await lab.visit(
    `${site.url}/vue2.html?server=${lab.server.url}`,
    (/** @type {Page} */ page) => page.locator('#status', { hasText: 'signedIn' }).waitFor(),
  )
  await judgeDay(lab.server, statuses)
})

test('an adapter beside a version that it cannot serve names the one that it needs', async () => {
  const { out, err } = await ended(process.execPath, ['adapters.mjs'], { cwd: lab.app.folder })
  assert.equal(err, '')
  const sentence = (/** @type {string} */ name, /** @type {string} */ least, /** @type {string} */ found) => [
    'CONFIG',
    `authflight/${name} needs ${name} ${least} or newer, found ${found}. authflight itself works without the adapter.`,
  ]
  assert.deepEqual(JSON.parse(out), {
    vue: sentence('vue', '3.3', '2.7.16'),
    react: sentence('react', '18.0', '17.0.2'),
    axios: sentence('axios', '1.12', '0.27.2'),
  })
})

test('TypeScript with moduleResolution node finds the types of every entry', async (t) => {
  // Below the checkout, where the compiler finds the frameworks.
  const place = join(root, 'target/packaging')
  mkdirSync(place, { recursive: true })
  const app = await makeApp('types', place)
  t.after(() => app.remove())
  const strictly = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable']
  const how = ['--module', 'esnext', '--moduleResolution', 'node10']
  const { out } = await ended(
    process.execPath,
    [join(lab.tools, 'node_modules/typescript/bin/tsc'), ...strictly, ...how, 'consumer.ts', 'frameworks.ts'],
    { cwd: app.folder },
  )
  assert.equal(out, '')
})
