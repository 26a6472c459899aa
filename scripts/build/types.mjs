// Emits the declarations of the package beside the bundles, with the TypeScript compiler.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { inRoot } from '../shared/places.mjs'
import { mustRun } from '../shared/run.mjs'
import { Failure, step } from '../shared/say.mjs'
import { hashOf, isFresh, stamp } from '../shared/stamp.mjs'
import { dist, entryPoints } from './bundle.mjs'

export const typeScript = inRoot('node_modules/typescript/bin/tsc')

const declarations = (/** @type {string} */ folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.d.ts'))
        .map((name) => join(folder, name))
    : []

/** The files that users' compilers get to see: the entry points' and what those import, and so on. */
function reached() {
  const seen = new Set(entryPoints().map((path) => join(dist, `${parse(path).name}.d.ts`)))
  for (const file of seen)
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?["'](\.[^"']*)\.js["']/g))
      seen.add(join(dirname(file), `${path}.d.ts`))
  return seen
}

// Node's resolution needs './slim.js', but the sources may say './slim' or './slim.ts'.
function completePaths(/** @type {string} */ file) {
  const text = readFileSync(file, 'utf8')
  const complete = text.replace(/(from|import\() ?(['"])(\.[^'"]*)\2/g, (_, before, quote, path) => {
    const bare = path.replace(/\.(js|ts|tsx)$/, '')
    const target = existsSync(join(dirname(file), `${bare}.d.ts`)) ? bare : `${bare}/index`
    return `${before}${before === 'from' ? ' ' : ''}${quote}${target}.js${quote}`
  })
  const leak = complete.match(/#glue|#shell|#inlined-wasm/)
  if (leak)
    throw new Failure(`${file} names ${leak[0]}, which users do not have: give the export a written type.`)
  if (complete !== text) writeFileSync(file, complete)
}

/** What `#shell/…` means to the compiler. It takes JavaScript and `isolatedDeclarations` together for an error (TS5053). */
const shells = inRoot('target/package/shells')

export async function emitTypes() {
  const inputs = [
    inRoot('npm'),
    inRoot('src/browser'),
    inRoot('tsconfig.json'),
    inRoot('tsconfig.build.json'),
    inRoot('scripts/virtual-modules.d.ts'),
    inRoot('scripts/build/types.mjs'),
  ]
  const hash = hashOf([...inputs, inRoot('target/package/glue/authflight.d.ts'), inRoot('package-lock.json')])
  if (isFresh('types', hash, [join(dist, 'index.d.ts'), join(shells, 'turn.d.ts')])) return
  await step('Emitting the types', async () => {
    for (const file of [...declarations(dist), ...declarations(shells)]) rmSync(file)
    mkdirSync(dist, { recursive: true })
    const sentence = 'The types do not hold: mend what the TypeScript compiler names above.'
    /** @type {(project: string, folder: string, ...args: string[]) => Promise<string>} */
    const emit = (project, folder, ...args) =>
      mustRun(process.execPath, [typeScript, '--project', project, '--outDir', folder, ...args], sentence, {
        cwd: inRoot(),
        limit: 300,
      })
    await emit('src/browser', shells, '--noEmit', 'false', '--emitDeclarationOnly')
    await emit('tsconfig.build.json', dist)
    for (const file of declarations(dist)) completePaths(file)
    const kept = reached()
    for (const file of declarations(dist)) if (!kept.has(file)) rmSync(file)
    copyFileSync(inRoot('npm/authflight.wasm.d.ts'), join(dist, 'authflight.wasm.d.ts'))
  })
  stamp('types', hash)
}
