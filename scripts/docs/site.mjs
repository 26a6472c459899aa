// The documentation site: what it needs, and how it is built.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { installIn } from '../setup/node-modules.mjs'
import { inRoot } from '../shared/places.mjs'
import { mustRun } from '../shared/run.mjs'
import { step } from '../shared/say.mjs'
import { hashOf, isFresh, stamp } from '../shared/stamp.mjs'
import { makeReference } from './reference.mjs'

export const vitePress = inRoot('docs/node_modules/vitepress/bin/vitepress.js')

/** Installs the tools and makes the pages that are generated. */
export async function prepareDocs() {
  await installIn('docs')
  await makeReference()
}

// What VitePress itself writes below docs/, and what npm does.
const written = ['node_modules', '.vitepress/cache', '.vitepress/dist']

const sources = () =>
  readdirSync(inRoot('docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => !written.some((folder) => path === folder || path.startsWith(`${folder}/`)))
    .map((path) => inRoot('docs', path))
    .filter((path) => statSync(path).isFile())

/** The files that pages include. */
const included = () =>
  sources()
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/^<<< @\/\.\.\/([^#{\s]+)/gm)])
    .map(([, path]) => inRoot(path ?? ''))

/** Builds docs/.vitepress/dist, if anything has changed. A link to a page that is not there fails the build. */
export async function buildDocs(/** @type {string[]} */ flags = []) {
  await prepareDocs()
  const paths = [...new Set([...sources(), ...included()])].sort()
  const hash = hashOf(paths, flags, process.env.AUTHFLIGHT_DOCS_BASE ?? '')
  if (isFresh('docs', hash, [inRoot('docs/.vitepress/dist/index.html')])) return
  const sentence = 'VitePress could not build the documentation: see above.'
  await step('Building the documentation', () =>
    mustRun(process.execPath, [vitePress, 'build', 'docs', ...flags], sentence, {
      cwd: inRoot(),
      limit: 300,
    }),
  )
  stamp('docs', hash)
}
