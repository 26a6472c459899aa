// The JavaScript of the package: one file per entry point, chunks for shared code, and the binary.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, parse } from 'node:path'
import * as esbuild from 'esbuild'
import { inRoot, root } from '../shared/places.mjs'
import { Failure, say, step, yellow } from '../shared/say.mjs'
import { hashOf, isFresh, stamp } from '../shared/stamp.mjs'
import { gluePlugin } from './glue-plugin.mjs'
import { finalGlue, finalWasm } from './optimise.mjs'

export const dist = inRoot('dist')

const names = ['index', 'fetch', 'slim', 'axios', 'vue', 'react', 'testing', 'devtools']

export const entryPoints = () =>
  names.flatMap((name) =>
    ['ts', 'tsx'].map((ending) => inRoot('npm', `${name}.${ending}`)).filter((path) => existsSync(path)),
  )

/** @returns {import('esbuild').BuildOptions} */
const options = (/** @type {{ dev: boolean }} */ { dev }) => ({
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  absWorkingDir: root,
  outdir: dist,
  chunkNames: 'shared-[hash]',
  minify: !dev,
  legalComments: 'none',
  // The user's app has these.
  external: ['vue', 'react', 'axios'],
  jsx: 'automatic',
  logLevel: 'silent',
})

// If chunks import each other, esbuild adds bare imports to the entry, to keep the order of side effects. The chunks have no
// side effects, and users' bundlers would warn about such imports.
function withoutBareImports() {
  for (const name of readdirSync(dist).filter((name) => name.endsWith('.js'))) {
    const file = join(dist, name)
    const text = readFileSync(file, 'utf8')
    const clean = text.replace(/\bimport ?"\.\/shared-\w+\.js";\n?/g, '')
    if (clean !== text) writeFileSync(file, clean)
  }
}

export async function bundle(/** @type {{ dev: boolean }} */ { dev }) {
  const entries = entryPoints()
  if (entries.length === 0)
    throw new Failure('npm/ has no entry points yet: add npm/index.ts and build again.')
  const results = ['authflight.wasm', ...entries.map((path) => `${parse(path).name}.js`)].map((name) =>
    join(dist, name),
  )
  const inputs = [
    inRoot('npm'),
    inRoot('scripts/build'),
    inRoot('package-lock.json'),
    finalGlue,
    finalWasm,
    inRoot('src/browser'),
  ]
  const hash = hashOf(inputs, dev)
  if (isFresh('bundle', hash, results)) return
  await step('Bundling the entry points', async () => {
    mkdirSync(dist, { recursive: true })
    // The names of chunks contain a hash, so old ones would accumulate.
    for (const file of readdirSync(dist)) if (/\.(js|wasm)$/.test(file)) rmSync(join(dist, file))
    try {
      await esbuild.build({
        ...options({ dev }),
        entryPoints: entries,
        plugins: [gluePlugin({ wasmFile: finalWasm, glueFile: finalGlue })],
      })
    } catch (cause) {
      const error = /** @type {import('esbuild').BuildFailure} */ (cause)
      const messages = await esbuild.formatMessages(error.errors ?? [], { kind: 'error', color: false })
      const detail = messages.join('').trim() || error.message
      say(yellow(detail))
      throw new Failure('The bundle failed: mend what esbuild names above.')
    }
    withoutBareImports()
    copyFileSync(finalWasm, join(dist, 'authflight.wasm'))
  })
  stamp('bundle', hash)
}
