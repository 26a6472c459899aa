// The two READMEs: a page long, the same in both languages, and no link or command in them that leads nowhere.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { blocksOf, headingsOf, inlineCodeOf, root, textOf } from './harness/pages.mjs'

const english = textOf('README.md')
const chinese = textOf('README.zh-CN.md')
const linksOf = (/** @type {string} */ text) =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target)

test('each is a page long', () => {
  for (const text of [english, chinese]) assert.ok(text.split('\n').length < 150)
})

test('both have the same headings, by level, the same code, and the same figures', () => {
  const levels = (/** @type {string} */ text) => headingsOf(text).map(({ level }) => level)
  assert.deepEqual(levels(chinese), levels(english))
  assert.deepEqual(new Set(inlineCodeOf(chinese)), new Set(inlineCodeOf(english)))
  const withoutComments = (/** @type {string} */ code) =>
    code.replace(/ *(\{\/\*.*\*\/\}|\/\/ .*$|(?<=^npm \w+ *)#.*$)/gm, '')
  const code = (/** @type {string} */ text) =>
    blocksOf(text).map(({ language, code }) => [language, withoutComments(code)])
  assert.deepEqual(code(chinese), code(english))
  const figures = (/** @type {string} */ text) => /** @type {string[]} */ (text.match(/\d+\.\d+/g)).toSorted()
  assert.deepEqual(figures(chinese), figures(english))
})

test('“What does it weigh?” has the sizes that the README has', () => {
  const sizes = (/** @type {string} */ text) =>
    [...text.matchAll(/^\|.*?\| *([\d.]+ kB)(?: \(.*?\))? *\| *([\d.]+ kB)/gm)].map(([, ...sizes]) => sizes)
  assert.equal(sizes(english).length, 4)
  for (const page of ['docs/help/faq.md', 'docs/zh/help/faq.md'])
    assert.deepEqual(sizes(textOf(page)), sizes(english), page)
})

test('each link leads to a file; those of the Chinese one to Chinese pages where there are any', () => {
  const inChinese = (/** @type {string} */ target) => {
    if (target === 'README.zh-CN.md') return 'README.md'
    const page = target.replace(/^docs\//, 'docs/zh/')
    return existsSync(join(root, page)) && !target.startsWith('docs/decisions/') ? page : target
  }
  assert.ok(linksOf(english).length > 20)
  for (const target of linksOf(english)) assert.ok(existsSync(join(root, target)), target)
  assert.deepEqual(new Set(linksOf(chinese)), new Set(linksOf(english).map(inChinese)))
})

test('they lead to each page of the guide', () => {
  const led = new Set(linksOf(english))
  for (const page of [
    'getting-started',
    'promises',
    'from-axios',
    'nuxt',
    'next',
    'recipes',
    'back-ends',
    'tokens',
  ])
    assert.ok(led.has(`docs/guide/${page}.md`), page)
  for (const page of ['tabs', 'server', 'user', 'testing']) assert.ok(led.has(`docs/guide/${page}.md`), page)
})

test('each command of npm is a script', () => {
  const { scripts } = JSON.parse(textOf('package.json'))
  for (const text of [english, chinese])
    for (const [, name] of text.matchAll(/\bnpm (?:run )?([\w:]+)/g))
      assert.ok(name === 'install' || scripts[name], name)
})
