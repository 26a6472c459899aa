// What `#glue` and `#inlined-wasm` mean to the bundler.
import { readFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import zopfli from '@gfx/zopfli'
import { Failure } from '../shared/say.mjs'

// wasm-bindgen's glue falls back to a file beside itself. Users' bundlers would look for that file, which is not there:
// our entry points always pass the binary, so the fallback goes.
const fallback = /if \((\w+) === undefined\) \{\s*\1 = new URL\([^)]*, import\.meta\.url\);\s*\}/

export function withoutFallback(glue) {
  const stripped = glue.replace(fallback, '')
  if (stripped.includes('import.meta')) {
    throw new Failure(
      'The glue still loads a file of its own: wasm-bindgen has changed, so adapt scripts/build/glue-plugin.mjs.',
    )
  }
  return stripped
}

/** Raw deflate, then base64: what the default entry reads with DecompressionStream. */
async function deflatedBase64(wasmFile, { dev }) {
  const bytes = readFileSync(wasmFile)
  // Zopfli finds a few percent more than zlib in the same format, but takes its time.
  const deflated = dev
    ? deflateRawSync(bytes, { level: 1 })
    : await zopfli.deflateAsync(bytes, { numiterations: 15 })
  return Buffer.from(deflated).toString('base64')
}

export const gluePlugin = ({ wasmFile, glueFile, dev }) => ({
  name: 'glue',
  setup(build) {
    build.onResolve({ filter: /^#glue$/ }, () => ({ path: glueFile, namespace: 'glue', sideEffects: false }))
    build.onLoad({ filter: /.*/, namespace: 'glue' }, ({ path }) => ({
      contents: withoutFallback(readFileSync(path, 'utf8')),
      loader: 'js',
    }))
    build.onResolve({ filter: /^#inlined-wasm$/ }, () => ({
      path: 'inlined-wasm',
      namespace: 'inlined',
      sideEffects: false,
    }))
    build.onLoad({ filter: /.*/, namespace: 'inlined' }, async () => ({
      contents: `export default '${await deflatedBase64(wasmFile, { dev })}'`,
      loader: 'js',
    }))
  },
})
