// Which files the stages of `npm test` run, and what a run says at its end.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { test } from 'node:test'
import { inRoot } from '../../scripts/shared/places.mjs'
import { Failure } from '../../scripts/shared/say.mjs'
import { filesIn } from '../../scripts/test/files.mjs'
import { failed, passed, remarkOn, summaryOf } from '../../scripts/test/outcome.mjs'

const matrix = 'tests/packaging/matrix'
const sources = filesIn('scripts/test', '.mjs').map((file) => readFileSync(inRoot(file), 'utf8'))
const isNamed = (/** @type {string} */ text) => sources.some((source) => source.includes(text))

test('the files of a folder are those with the ending', () => {
  const files = filesIn('tests/scripts')
  assert.ok(files.includes('tests/scripts/stages.test.mjs'))
  assert.ok(files.every((file) => file.endsWith('.test.mjs')))
  assert.ok(filesIn('tests', '.rs').includes('tests/shells.rs'))
})

for (const [what, folder] of [
  ['without test files', 'tests/scripts/harness'],
  ['that is not there', 'tests/renamed'],
])
  test(`a folder ${what} is a failure that names it and the cure`, () => {
    const sentence = `${folder} has no file *.test.mjs: if the tests have moved, name their folder in scripts/test.`
    assert.throws(() => filesIn(folder), { constructor: Failure, message: sentence })
  })

test('each test file is run by a stage', () => {
  const files = readdirSync(inRoot('tests'), { recursive: true, encoding: 'utf8' })
    .map((file) => `tests/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.test.mjs') && !/\/(node_modules|samples)\//.test(file))
  assert.ok(files.length > 100, `${files.length} files`)
  const left = files.filter((file) =>
    dirname(file) === matrix
      ? !isNamed(`group: '${basename(file, '.test.mjs')}'`)
      : !isNamed(`filesIn('${dirname(file)}')`),
  )
  assert.deepEqual(left, [])
})

test('a run names what it could not run, and a remark of a stage that passed is not taken for that', () => {
  const outcomes = [
    { name: 'core', ...passed('what was not run last time') },
    { name: 'server', ...passed('SQLite, PostgreSQL', ['MariaDB']) },
    { name: 'browsers', ...passed('Chromium', ['Firefox', 'WebKit']) },
  ]
  assert.equal(summaryOf(outcomes, 3), '3 passed, server without MariaDB, browsers without Firefox, WebKit')
  assert.equal(remarkOn(outcomes[1]), 'SQLite, PostgreSQL; not run: MariaDB')
  assert.equal(remarkOn(passed()), '')
})

test('a run names the stage that failed, why, and how many were not reached', () => {
  const outcomes = [
    { name: 'format', ...passed() },
    { name: 'browsers', ...failed('Chromium', ['WebKit']) },
  ]
  assert.equal(summaryOf(outcomes, 4), '1 passed, browsers failed (Chromium; not run: WebKit), 2 not reached')
})
