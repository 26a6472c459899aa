// The pages of the documentation: as they are written, and as they are built. And the READMEs, which are written in the same way.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../..', import.meta.url))
export const docs = join(root, 'docs')
export const built = join(docs, '.vitepress/dist')

/** What is made by `scripts/docs/reference.mjs`, and the decisions, which are in English only. */
export const isEnglishOnly = (/** @type {string} */ path) => /^(zh\/)?(reference\/api|decisions)\//.test(path)

const filesBelow = (/** @type {string} */ folder, /** @type {string} */ ending) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.startsWith('node_modules/') && !path.startsWith('.vitepress/'))
    .sort()

const pagesIn = (/** @type {string} */ folder, /** @type {string} */ ending) =>
  filesBelow(folder, ending).map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))

/** The Markdown of all pages: `{ path, text }`. */
export const sources = () => pagesIn(docs, '.md')
/** The HTML of all pages. */
export const htmlPages = () => pagesIn(built, '.html')

/** Those that are written by hand, by language: `{ english, chinese }`, each by the path that both share. */
export function writtenPages() {
  const written = sources().filter(({ path }) => !isEnglishOnly(path))
  const byPath = (/** @type {{ path: string; text: string; }[]} */ pages) =>
    new Map(pages.map(({ path, text }) => [path.replace(/^zh\//, ''), text]))
  return {
    english: byPath(written.filter(({ path }) => !path.startsWith('zh/'))),
    chinese: byPath(written.filter(({ path }) => path.startsWith('zh/'))),
  }
}

export const textOf = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8')

/** The READMEs of the package and of the examples, by path. */
export const readmes = () =>
  new Map(
    [
      'README.md',
      'README.zh-CN.md',
      'examples/README.md',
      'examples/migration/README.md',
      'examples/recipes/README.md',
      'examples/recipes/README.zh-CN.md',
    ].map((path) => [path, textOf(path)]),
  )

/** The fenced blocks of a page: `{ language, file, code, line }`; `file` is the name in brackets, if there is one. */
export function blocksOf(/** @type {string} */ text) {
  const fence = /^```(\w*)(?: *\[(.+?)\])?[^\n]*\n(.*?)^```$/gms
  return [...text.matchAll(fence)].map(({ 1: language, 2: file, 3: code, index }) => ({
    language,
    file,
    code,
    line: text.slice(0, index).split('\n').length,
  }))
}

/** The code that a page includes from the repository's files: `{ path, region }`. */
export const includesIn = (/** @type {string} */ text) =>
  [...text.matchAll(/^<<< @\/\.\.\/([^#{\s]+)(?:#(\w+))?/gm)].map(([, path, region]) => ({ path, region }))

/** The text without its blocks. */
export const proseOf = (/** @type {string} */ text) => text.replace(/^```.*?^```$/gms, '')

/** What stands in backticks. */
export const inlineCodeOf = (/** @type {string} */ text) =>
  [...proseOf(text).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code)

/** The headings of a page: `{ level, text }`. */
export const headingsOf = (/** @type {string} */ text) =>
  [...proseOf(text).matchAll(/^(#{1,6}) (.+)$/gm)].map(([, marks, text]) => ({ level: marks.length, text }))

/** What stands below a heading, up to the next one of its level. In a Chinese page a heading may be named by its anchor. */
export function sectionOf(/** @type {string} */ text, /** @type {string} */ heading, level = 2) {
  const marks = '#'.repeat(level)
  const [, below] = text.split(new RegExp(`^${marks} (?:${heading}|.* \\{#${heading}\\})\n`, 'm'))
  if (below === undefined) throw new Error(`no heading "${heading}"`)
  return below.split(new RegExp(`^#{1,${level}} `, 'm'))[0]
}
