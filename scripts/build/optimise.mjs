// Makes the shipped binary and its glue: shortens the names that connect them, then runs wasm-opt. Skipped if the compiler's
// output has not changed.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { inRoot } from '../shared/places.mjs'
import { mustRun } from '../shared/run.mjs'
import { step } from '../shared/say.mjs'
import { hashOf, isFresh, stamp } from '../shared/stamp.mjs'
import { shortenNames } from './short-names.mjs'
import { rawGlue, rawWasm } from './wasm.mjs'

export const finalWasm = inRoot('target/package/authflight.wasm')
export const finalGlue = inRoot('target/package/authflight.js')

// The npm package contains the optimiser compiled to WebAssembly: nothing to download, and fast enough.
export const optimiser = inRoot('node_modules/binaryen/bin/wasm-opt')

// Only features that every supported engine has. --all-features would emit encodings that no engine loads.
const features = ['bulk-memory', 'mutable-globals', 'nontrapping-float-to-int', 'sign-ext'].map(
  (feature) => `--enable-${feature}`,
)

const optimiserArgs = [
  '--mvp-features',
  ...features,
  // The first kilobyte is the end of the stack, and unused.
  '--low-memory-unused',
  // Alignments are hints that no engine uses. If all are the same, they compress to nothing.
  '--dealign',
  // By trial: flat code folds better, and a long function that is called once compresses better if it is not inlined.
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
