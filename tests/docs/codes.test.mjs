// "Troubleshooting by code" has each code of the package, and no other.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { headingsOf, writtenPages } from './harness/pages.mjs'

const sourceOf = (/** @type {string} */ file) =>
  readFileSync(new URL(`../../npm/${file}`, import.meta.url), 'utf8')

/** The members of a union of texts. */
function membersOf(/** @type {string} */ source, /** @type {string} */ type) {
  const [, union] = source.split(`export type ${type} =`)
  const members = [...union.split(/^\S/m)[0].matchAll(/^ {2}\| '(\w+)'$/gm)].map(([, member]) => member)
  assert.ok(members.length > 10, type)
  return members.toSorted()
}
const errors = membersOf(sourceOf('errors.ts'), 'AuthflightErrorCode')
const warnings = membersOf(sourceOf('types.ts'), 'WarningCode')

/** The codes among the headings below a heading of level 2, by their places: errors first, then warnings. */
function codesIn(/** @type {string} */ page) {
  /** @type {string[][]} */
  const parts = []
  for (const { level, text } of headingsOf(page)) {
    if (level === 2) parts.push([])
    const [code] = /[A-Z][A-Z_]{5,}/.exec(text) ?? []
    if (level === 3 && code) parts.at(-1)?.push(code)
  }
  return parts.filter((part) => part.length > 0).map((part) => part.toSorted())
}

for (const [language, pages] of Object.entries(writtenPages())) {
  test(`${language}: each code of an error and of a warning has a heading, and each heading is a code`, () => {
    assert.deepEqual(codesIn(/** @type {string} */ (pages.get('help/troubleshooting.md'))), [
      errors,
      warnings,
    ])
  })
}

test('the sentences of npm/words.ts are for codes that are listed', () => {
  const named = [...sourceOf('words.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, code]) => code)
  assert.ok(named.length > 15)
  for (const code of named) assert.ok([...errors, ...warnings].includes(code), code)
})
