// The pages of the documentation: as they are written, and as they are built.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const docs = fileURLToPath(new URL('../../../docs', import.meta.url))
export const built = join(docs, '.vitepress/dist')

/** What is made by `scripts/docs/reference.mjs`, and the decisions, which are in English only. */
export const isEnglishOnly = (path) => /^(zh\/)?(reference\/api|decisions)\//.test(path)

const filesBelow = (folder, ending) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.startsWith('node_modules/') && !path.startsWith('.vitepress/'))
    .sort()

const pagesIn = (folder, ending) =>
  filesBelow(folder, ending).map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))

/** The Markdown of all pages: `{ path, text }`. */
export const sources = () => pagesIn(docs, '.md')
/** The HTML of all pages. */
export const htmlPages = () => pagesIn(built, '.html')

/** Those that are written by hand, by language: `{ english, chinese }`, each by the path that both share. */
export function writtenPages() {
  const written = sources().filter(({ path }) => !isEnglishOnly(path))
  const byPath = (pages) => new Map(pages.map(({ path, text }) => [path.replace(/^zh\//, ''), text]))
  return {
    english: byPath(written.filter(({ path }) => !path.startsWith('zh/'))),
    chinese: byPath(written.filter(({ path }) => path.startsWith('zh/'))),
  }
}

/** The fenced blocks of a page: `{ language, file, code, line }`; `file` is the name in brackets, if there is one. */
export function blocksOf(text) {
  const fence = /^```(\w*)(?: *\[(.+?)\])?[^\n]*\n(.*?)^```$/gms
  return [...text.matchAll(fence)].map(({ 1: language, 2: file, 3: code, index }) => ({
    language,
    file,
    code,
    line: text.slice(0, index).split('\n').length,
  }))
}

/** The text without its blocks. */
export const proseOf = (text) => text.replace(/^```.*?^```$/gms, '')

/** The headings of a page: `{ level, text }`. */
export const headingsOf = (text) =>
  [...proseOf(text).matchAll(/^(#{1,6}) (.+)$/gm)].map(([, marks, text]) => ({ level: marks.length, text }))
