// webpack 5, rspack, Rollup and esbuild, with no plug-in for us and no configuration: their bundles in a page.
import assert from 'node:assert/strict'
import { copyFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import * as esbuild from 'esbuild'
import { judgeDay, makeLab } from '../harness/lab.mjs'

const lab = makeLab({ sample: 'bundled', browser: true, served: true, tools: 'bundlers' })

const tool = (/** @type {string} */ name) =>
  import(pathToFileURL(createRequire(join(lab.tools, 'package.json')).resolve(name)).href).then(
    (module) => module.default ?? module,
  )
const source = (/** @type {string} */ name) => join(lab.app.folder, 'src', `${name}.js`)

/** webpack's own limit is 250 000 bytes, before compression; the documentation says that its hint comes up. Beyond this one it is to be noticed. */
const most = 262_000

/** webpack's way, which is rspack's, too. */
async function packed(/** @type {string} */ name, /** @type {string} */ entry, /** @type {string} */ path) {
  const compiler = (await tool(name))({
    mode: 'production',
    context: lab.app.folder,
    entry: source(entry),
    output: { path, filename: 'bundle.js' },
    performance: { maxAssetSize: most, maxEntrypointSize: most },
  })
  const stats = await new Promise((resolve, reject) =>
    compiler.run((/** @type {any} */ error, /** @type {any} */ stats) =>
      compiler.close(() => (error ? reject(error) : resolve(stats))),
    ),
  )
  const { errors, warnings } = stats.toJson({ errors: true, warnings: true })
  assert.deepEqual(
    [...errors, ...warnings].map(({ message }) => message),
    [],
  )
}

async function rolledUp(/** @type {string} */ entry, /** @type {string} */ path) {
  const { rollup } = await tool('rollup')
  const resolve = await tool('@rollup/plugin-node-resolve')
  /** @type {unknown[]} */
  const warnings = []
  const bundle = await rollup({
    input: source(entry),
    plugins: [resolve({ browser: true })],
    onwarn: (/** @type {{ message: string }} */ { message }) => warnings.push(message),
  })
  await bundle.write({ file: join(path, 'bundle.js'), format: 'es' })
  await bundle.close()
  assert.deepEqual(warnings, [])
}

async function built(/** @type {string} */ entry, /** @type {string} */ path) {
  const { warnings } = await esbuild.build({
    entryPoints: [source(entry)],
    outfile: join(path, 'bundle.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    loader: { '.wasm': 'file' },
    logLevel: 'silent',
  })
  assert.deepEqual(warnings, [])
}

async function spends(/** @type {string} */ bundle) {
  const name = `dist-${bundle}`
  const page = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="bundle.js"></script>`
  writeFileSync(join(lab.app.folder, name, 'index.html'), page)
  await lab.server.control.reset()
  await judgeDay(lab.server, await lab.visit(`${lab.site.url}/${name}/?server=${lab.server.url}`))
}

const folder = (/** @type {string} */ name) => join(lab.app.folder, `dist-${name}`)

for (const name of ['webpack', '@rspack/core']) {
  const short = name.replace(/\W/g, '')
  test(name, async () => {
    await packed(name, 'main', folder(short))
    await spends(short)
  })
  test(`${name}, slim`, async () => {
    await packed(name, 'slim-by-url', folder(`${short}-slim`))
    await spends(`${short}-slim`)
  })
}

test('rollup', async () => {
  await rolledUp('main', folder('rollup'))
  await spends('rollup')
})

test('rollup, slim, with the binary put beside the bundle', async () => {
  await rolledUp('slim-beside', folder('rollup-slim'))
  copyFileSync(
    join(lab.app.installed, 'dist/authflight.wasm'),
    join(folder('rollup-slim'), 'authflight.wasm'),
  )
  await spends('rollup-slim')
})

test('esbuild', async () => {
  await built('main', folder('esbuild'))
  await spends('esbuild')
})

test('esbuild, slim', async () => {
  await built('slim-by-loader', folder('esbuild-slim'))
  await spends('esbuild-slim')
})

test('who takes an error guard only gets no binary with it', async () => {
  await packed('webpack', 'guard', folder('webpack-guard'))
  await packed('@rspack/core', 'guard', folder('rspack-guard'))
  await rolledUp('guard', folder('rollup-guard'))
  await built('guard', folder('esbuild-guard'))
  for (const name of ['webpack', 'rspack', 'rollup', 'esbuild']) {
    const { size } = statSync(join(folder(`${name}-guard`), 'bundle.js'))
    assert.ok(size < 2000, `${name}: ${size} bytes`)
  }
})
