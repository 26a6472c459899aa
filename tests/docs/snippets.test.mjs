// The code in the documentation is code: it compiles, its configurations are taken, and the tables of products are the README's.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createAuth } from 'authflight'
import { transformSync } from 'esbuild'
import { compiler, writeSnippets } from './harness/compile.mjs'
import { configOf, configurationsIn, optionsIn } from './harness/configurations.mjs'
import { blocksOf, proseOf, writtenPages } from './harness/pages.mjs'

const languages = writtenPages()
const typed = ['ts', 'tsx', 'vue']

const snippets = Object.entries(languages).flatMap(([language, pages]) =>
  [...pages].flatMap(([path, text]) =>
    blocksOf(text).map((block) => ({ page: `${language}/${path}`, ...block })),
  ),
)

test('each block of TypeScript, TSX and Vue compiles, strictly', () => {
  const checked = snippets.filter(({ language }) => typed.includes(language))
  assert.ok(checked.length > 60, `${checked.length} snippets`)
  const cwd = writeSnippets(checked)
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', '.'], { cwd, encoding: 'utf8' })
  assert.equal(stdout + stderr, '')
})

test('each block of JavaScript, and each script in a block of HTML, can be parsed', () => {
  const scripts = (code) => [...code.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, script]) => script)
  for (const { page, line, language, code } of snippets) {
    const parts = { js: [code], html: scripts(code) }[language] ?? []
    for (const part of parts)
      assert.doesNotThrow(() => transformSync(part, { logLevel: 'silent' }), `${page}:${line}`)
  }
})

test('each configuration is taken as it stands', async () => {
  const texts = [...languages.english.values(), ...languages.chinese.values()]
  const codes = new Set(texts.flatMap((text) => [...configurationsIn(text), ...optionsIn(proseOf(text))]))
  assert.ok(codes.size > 45, `${codes.size} configurations`)
  for (const code of codes) {
    const warnings = []
    const auth = await createAuth({ ...configOf(code), warnings: 'silent' }).catch((error) => {
      throw new Error(`${error.message}: ${code}`)
    })
    auth.on('warning', (warning) => warnings.push(warning))
    auth.dispose()
    assert.deepEqual(warnings, [], code)
  }
})

test('both languages have the same configurations', () => {
  const withoutComments = (code) => code.replace(/ *\/\/ .*$/gm, '')
  for (const [path, text] of languages.english) {
    const all = (page) => configurationsIn(page).map(withoutComments)
    assert.deepEqual(all(languages.chinese.get(path)), all(text), path)
  }
})

/** The rows of the README's table of products, by name. */
function rowsOf(file) {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  return [...text.matchAll(/^\| \*\*(.+?)\*\*.*?\| `(\{ .+? \})` \|/gm)].map(([, name, code]) => [name, code])
}

test('the products are the README’s, each with its configuration', () => {
  const page = languages.english.get('guide/back-ends.md')
  const rows = rowsOf('README.md')
  assert.ok(rows.length > 20)
  for (const [name, code] of rows) {
    const [, below = ''] = page.split(`\n### ${name}\n`)
    const [own = ''] = configurationsIn(below.split('\n### ')[0])
    assert.deepEqual(configOf(own), configOf(code), name)
  }
})
