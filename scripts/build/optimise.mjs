// The shipped binary and its glue: short names at their seam, then wasm-opt. Skipped while the compiler's output is the same.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from '../shared/places.mjs'
import { mustRun } from '../shared/run.mjs'
import { step } from '../shared/say.mjs'
import { hashOf, isFresh, stamp } from '../shared/stamp.mjs'
import { shortenNames } from './short-names.mjs'
import { rawGlue, rawWasm } from './wasm.mjs'

export const finalWasm = inRoot('target/package/authflight.wasm')
export const finalGlue = inRoot('target/package/authflight.js')

// The npm package is the optimiser itself compiled to WebAssembly: nothing to download, and quick enough.
export const optimiser = inRoot('node_modules/binaryen/bin/wasm-opt')

// Named, each of them old enough for every engine we promise: --all-features would emit encodings that none loads.
const features = ['bulk-memory', 'mutable-globals', 'nontrapping-float-to-int', 'sign-ext'].map(
  (feature) => `--enable-${feature}`,
)

const optimiserArgs = [
  '--mvp-features',
  ...features,
  // Nothing lives in the first kilobyte: it is the far end of the stack.
  '--low-memory-unused',
  // The alignments are hints that no engine takes; all alike, they compress to nothing.
  '--dealign',
  // Found by trying: flat code folds better, and a function that is called once compresses better left alone if it is long.
  '--flatten',
  '--rereloop',
  '-Oz',
  '-Oz',
  '--converge',
  '--always-inline-max-function-size',
  '0',
  '--one-caller-inline-max-function-size',
  '80',
  '--strip-debug',
  '--strip-producers',
]

async function shrink() {
  const { wasm, glueText } = shortenNames({
    wasm: readFileSync(rawWasm),
    glueText: readFileSync(rawGlue, 'utf8'),
  })
  const named = inRoot('target/package/named.wasm')
  writeFileSync(named, wasm)
  writeFileSync(finalGlue, glueText)
  const sentence = 'wasm-opt failed on the compiled WebAssembly: run `npm ci`, then `npm run build` again.'
  await mustRun(process.execPath, [optimiser, named, ...optimiserArgs, '-o', finalWasm], sentence, {
    limit: 600,
  })
}

export async function optimiseWasm(/** @type {{ dev: boolean }} */ { dev }) {
  const hash = hashOf([rawWasm, rawGlue, inRoot('scripts/build')], optimiserArgs, dev)
  if (isFresh('optimised', hash, [finalWasm, finalGlue])) return
  if (dev) {
    copyFileSync(rawWasm, finalWasm)
    copyFileSync(rawGlue, finalGlue)
  } else {
    await step('Shrinking the WebAssembly', shrink)
  }
  stamp('optimised', hash)
}
