// Type-checks the snippets of the documentation against the built package, strictly. Each is a file in a folder of its own, with `auth.ts`
// beside it, which it may import or be.
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileScript, parse } from 'vue/compiler-sfc'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = join(root, 'target/docs-snippets')
export const compiler = join(root, 'node_modules/typescript/bin/tsc')

const configuration = {
  compilerOptions: {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'bundler',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    types: [],
    jsx: 'react-jsx',
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['**/*.ts', '**/*.tsx'],
}

const client = "import { authFrom } from 'authflight'\nexport const auth = authFrom<User>()\n"

/** The script of a component, with its template compiled into it. */
function scriptOf(/** @type {string} */ code, /** @type {string} */ name) {
  const { descriptor, errors } = parse(code, { filename: name })
  if (errors.length > 0) throw errors[0]
  return compileScript(descriptor, { id: name, inlineTemplate: true }).content
}

/** Where a snippet begins in its page. Behind it stands what is added, so that lines are those of the block. */
function contentsOf(
  /** @type {{ language: string; file: string; code: string; line: number; page: string; }} */ {
    language,
    code,
  },
  /** @type {string} */ name,
) {
  const script = language === 'vue' ? scriptOf(code, name) : code
  return `${script}\nexport {}\n`
}

/** Writes the snippets; returns the folder, in which the compiler is to run. */
export function writeSnippets(
  /** @type {{ language: string; file: string; code: string; line: number; page: string; }[]} */ snippets,
) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  // The package as its users have it: by its `exports`.
  symlinkSync(root, join(folder, 'node_modules/authflight'))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration))
  for (const name of ['ambient.d.ts', 'modules.d.ts'])
    writeFileSync(join(folder, name), readFileSync(new URL(`snippets/${name}`, import.meta.url)))
  for (const snippet of snippets) {
    const { page, line, language, file } = snippet
    const place = join(folder, page.replace(/\.md$/, ''), `line-${line}`)
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'auth.ts'), client)
    const name =
      language === 'vue' ? 'component.ts' : (file ?? `snippet.${language === 'tsx' ? 'tsx' : 'ts'}`)
    writeFileSync(join(place, name), contentsOf(snippet, name))
  }
  return folder
}
