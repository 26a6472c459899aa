// The code in the documentation and in the READMEs is code: it compiles, its configurations are taken, and what is included is there.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createAuth } from 'authflight'
import { transformSync } from 'esbuild'
import { compiler, writeSnippets } from './harness/compile.mjs'
import { configOf, configurationsIn, optionsIn } from './harness/configurations.mjs'
import { blocksOf, includesIn, proseOf, readmes, root, textOf, writtenPages } from './harness/pages.mjs'

/** @typedef {import('../../npm/types.ts').WarningCode} WarningCode */

const languages = writtenPages()
const typed = ['ts', 'tsx', 'vue']

const places = { ...languages, readmes: readmes() }
const snippets = Object.entries(places).flatMap(([language, pages]) =>
  [...pages].flatMap(([path, text]) =>
    blocksOf(text).map((block) => ({ page: `${language}/${path}`, ...block })),
  ),
)

test('each block of TypeScript, TSX and Vue compiles, strictly', () => {
  const checked = snippets.filter(({ language }) => typed.includes(language))
  assert.ok(checked.length > 90, `${checked.length} snippets`)
  const cwd = writeSnippets(checked)
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', '.'], { cwd, encoding: 'utf8' })
  assert.equal(stdout + stderr, '')
})

test('each block of JavaScript, and each script in a block of HTML, can be parsed', () => {
  const scripts = (/** @type {string} */ code) =>
    [...code.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, script]) => script)
  /** @type {Record<string, number>} */
  const parsed = { js: 0, html: 0 }
  for (const { page, line, language, code } of snippets) {
    const parts = { js: [code], html: scripts(code) }[language] ?? []
    for (const part of parts) {
      assert.doesNotThrow(() => transformSync(part, { logLevel: 'silent' }), `${page}:${line}`)
      parsed[language] += 1
    }
  }
  assert.ok(parsed.js > 0 && parsed.html > 0, JSON.stringify(parsed))
})

test('each configuration is taken as it stands', async () => {
  const texts = Object.values(places).flatMap((pages) => [...pages.values()])
  const codes = new Set(texts.flatMap((text) => [...configurationsIn(text), ...optionsIn(proseOf(text))]))
  assert.ok(codes.size > 45, `${codes.size} configurations`)
  for (const code of codes) {
    /** @type {({ code: WarningCode; message: string; })[]} */
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
  const withoutComments = (/** @type {string} */ code) => code.replace(/ *\/\/ .*$/gm, '')
  for (const [path, text] of languages.english) {
    const all = (/** @type {string} */ page) => configurationsIn(page).map(withoutComments)
    assert.deepEqual(all(/** @type {string} */ (languages.chinese.get(path))), all(text), path)
  }
})

test('what a page includes is there, and both languages include the same', () => {
  let checked = 0
  for (const [path, text] of languages.english) {
    const included = includesIn(text)
    assert.deepEqual(includesIn(/** @type {string} */ (languages.chinese.get(path))), included, path)
    assert.equal(included.length, text.match(/^<<< /gm)?.length ?? 0, `${path} includes in another way`)
    for (const { path: file, region } of included) {
      checked++
      assert.ok(existsSync(join(root, file)), `${path}: ${file}`)
      if (region) assert.match(textOf(file), new RegExp(`#region ${region}\n.*#endregion ${region}\n`, 's'))
      // Who reads the page where nothing is included finds the file by the link above.
      const above = text.split(`<<< @/../${file}`)[0].trimEnd().split('\n').at(-1)
      assert.match(
        String(above),
        new RegExp(`\\]\\((\\.\\./)+${String(file).replace(/[.[\]]/g, '\\$&')}\\)$`),
        path,
      )
    }
  }
  assert.ok(checked > 30, `${checked} files`)
})

test('each recipe and each client of the migration is shown', () => {
  const shown = new Set([...languages.english.values()].flatMap(includesIn).map(({ path }) => path))
  const files = [
    ...readdirSync(join(root, 'examples/recipes/src'), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => `examples/recipes/src/${name}`),
    ...['before', 'after', 'keep-axios'].map((name) => `examples/migration/${name}/http.js`),
  ]
  assert.deepEqual(
    files.filter((file) => !shown.has(file)),
    [],
  )
})
