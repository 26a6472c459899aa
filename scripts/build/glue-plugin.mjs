// What `#glue`, `#glue-seam` and `#inlined-wasm` mean to the bundler.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../shared/say.mjs'
import { inlinedModule } from './inline.mjs'

// wasm-bindgen's own loader takes a dozen kinds of source, warns in sentences and falls back to a file that is not
// there: ours is npm/load.ts. The glue keeps what only it can do.
const loader = /^async function __wbg_load\(.*^export \{ initSync, __wbg_init as default \};$/ms

export function withoutLoader(glue) {
  const stripped = glue.replace(
    loader,
    'export { __wbg_get_imports as imports, __wbg_finalize_init as finish };',
  )
  if (stripped === glue || stripped.includes('import.meta')) {
    throw new Failure(
      'The glue still has a loader of its own: wasm-bindgen has changed, so adapt scripts/build/glue-plugin.mjs.',
    )
  }
  return stripped
}

export const gluePlugin = ({ wasmFile, glueFile, glueFolder }) => ({
  name: 'glue',
  setup(build) {
    // By name, not by path: esbuild's hashes are to be the same wherever the checkout lies.
    build.onResolve({ filter: /^#glue(-seam)?$/ }, () => ({
      path: 'glue',
      namespace: 'glue',
      sideEffects: false,
    }))
    build.onLoad({ filter: /.*/, namespace: 'glue' }, () => ({
      contents: withoutLoader(readFileSync(glueFile, 'utf8')),
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
    build.onLoad({ filter: /.*/, namespace: 'inlined' }, async () => ({
      contents: await inlinedModule(readFileSync(wasmFile)),
      loader: 'js',
    }))
  },
})
