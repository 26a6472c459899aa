// What `#glue` and `#inlined-wasm` mean to the bundler.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../shared/say.mjs'
import { inlinedModule } from './inline.mjs'

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

export const gluePlugin = ({ wasmFile, glueFile, glueFolder }) => ({
  name: 'glue',
  setup(build) {
    build.onResolve({ filter: /^#glue$/ }, () => ({ path: glueFile, namespace: 'glue', sideEffects: false }))
    build.onLoad({ filter: /.*/, namespace: 'glue' }, ({ path }) => ({
      contents: withoutFallback(readFileSync(path, 'utf8')),
      loader: 'js',
    }))
    // The JavaScript of src/browser, which wasm-bindgen copies beside its glue.
    build.onResolve({ filter: /^\.\/snippets\//, namespace: 'glue' }, ({ path }) => ({
      path: join(glueFolder, path),
      sideEffects: false,
    }))
    build.onResolve({ filter: /^#inlined-wasm$/ }, () => ({
      path: 'inlined-wasm',
      namespace: 'inlined',
      sideEffects: false,
    }))
    build.onLoad({ filter: /.*/, namespace: 'inlined' }, () => ({
      contents: inlinedModule(readFileSync(wasmFile)),
      loader: 'js',
    }))
  },
})
