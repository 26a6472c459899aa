// Links between pages work where the repository is read, too: each names a file, with its ending, that is committed.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { proseOf, root, textOf } from './harness/pages.mjs'

const written = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .map((path) => `docs/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.md') && !path.includes('/node_modules/') && !isMade(path))

/** Made by `npm run docs`: in no commit. */
function isMade(/** @type {string} */ path) {
  return /^docs\/(zh\/)?reference\/api\/|^docs\/zh\/decisions\//.test(path)
}

const linksOf = (/** @type {string} */ text) =>
  [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target)
const isRelative = (/** @type {string} */ target) => !/^(\w+:|#|\/)/.test(target)

test('each relative link has an ending and leads to a file', () => {
  const dead = []
  let checked = 0
  for (const page of written)
    for (const target of linksOf(textOf(page)).filter(isRelative)) {
      checked++
      const file = relative(root, join(root, dirname(page), target.split('#')[0])).replaceAll('\\', '/')
      const isThere = isMade(file)
        ? /^docs\/(zh\/)?reference\/api\/\w+\.md$/.test(file)
        : existsSync(join(root, file))
      if (!isThere || !/\.\w+$/.test(file)) dead.push(`${page}: ${target}`)
    }
  assert.deepEqual(dead, [])
  assert.ok(checked > 200, `${checked} links`)
})

test('a page says beside its first link to the generated reference what makes it', () => {
  for (const page of ['docs/reference/index.md', 'docs/zh/reference/index.md'])
    assert.match(textOf(page).split('](./api/')[0], /npm run docs/, page)
})
