// What `#glue-seam`, `#shell/…` and `#inlined-wasm` mean to the bundler.
import { readFileSync } from 'node:fs'
import { inRoot } from '../shared/places.mjs'
import { Failure } from '../shared/say.mjs'
import { inlinedModule } from './inline.mjs'

// wasm-bindgen's loader accepts a dozen kinds of source, prints warnings, and falls back to a file that does not exist here.
// npm/load.ts replaces it. The glue keeps the rest.
const loader = /^async function __wbg_load\(.*^export \{ initSync, __wbg_init as default \};$/ms
// Inside the glue, turn.js runs the tasks that were woken.
const microtasks = "import { scheduleWoken as queueMicrotask } from '#shell/turn.js'"
// serde's objects inherit nothing: a setter that a page has put on Object.prototype would throw within the binary (R34).
const plainObject = 'new Object()'
const bareObject = 'Object.create(null)'
// A shell may hold a function of the binary for longer than the binary does, and call it. Then it does nothing. Without this
// it would throw within the binary, which would be a trap (R34).
const called = 'state.cnt++;'
const calledIfThere = 'if (state.cnt === 0) return; state.cnt++;'
const ends = 'return { Auth, imports: __wbg_get_imports, finish: __wbg_finalize_init }'

const changed = (/** @type {string} */ what) =>
  new Failure(`The glue ${what}: wasm-bindgen has changed, so adapt scripts/build/glue-plugin.mjs.`)

/**
 * Wraps the glue in a function. The glue keeps its instance in variables, and its closures and finalisers refer to them. So
 * each instance gets its own glue, and closures of a dead instance never reach the next one.
 */
export function asFunction(/** @type {string} */ glue) {
  const unloaded = glue.replace(loader, ends)
  if (unloaded === glue || unloaded.includes('import.meta')) throw changed('still has a loader of its own')
  const lines = unloaded.split('\n')
  const isImport = (/** @type {string} */ line) => /^import .*;?$/.test(line)
  const rest = lines.filter((line) => !isImport(line)).join('\n')
  const scope = rest.replace(/^export class Auth\b/m, 'class Auth')
  if (!scope.includes('queueMicrotask(')) throw changed('has no executor')
  if (scope.split(plainObject).length !== 2) throw changed('makes its objects in another way')
  if (!scope.includes(called)) throw changed('counts the calls of closures in another way')
  if (/^export /m.test(scope)) throw changed('exports more than the class Auth')
  const body = scope.replace(plainObject, bareObject).replaceAll(called, calledIfThere)
  return `${[microtasks, ...lines.filter(isImport)].join('\n')}\nexport function makeGlue() {\n${body}\n}\n`
}

/** @type {(files: { wasmFile: string, glueFile: string }) => import('esbuild').Plugin} */
export const gluePlugin = ({ wasmFile, glueFile }) => ({
  name: 'glue',
  setup(build) {
    // By name and not by path, so that esbuild's hashes do not depend on the folder of the checkout.
    build.onResolve({ filter: /^#glue-seam$/ }, () => ({
      path: 'glue',
      namespace: 'glue',
      sideEffects: false,
    }))
    build.onLoad({ filter: /.*/, namespace: 'glue' }, () => ({
      contents: asFunction(readFileSync(glueFile, 'utf8')),
      loader: 'js',
    }))
    // The JavaScript of src/browser. wasm-bindgen refers to copies of it, but a second copy of a module would count turns of
    // its own.
    build.onResolve({ filter: /^(\.\/snippets\/[^/]+\/src\/browser|#shell)\// }, ({ path }) => ({
      path: inRoot('src/browser', path.replace(/.*\//, '')),
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
