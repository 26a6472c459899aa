// The built documentation, as its readers' browsers get it: `npm run docs:build` first.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sections } from '../../docs/.vitepress/pages.mjs'
import { blocksOf, built, headingsOf, htmlPages, inlineCodeOf, writtenPages } from './harness/pages.mjs'

const pages = htmlPages()
const found = pages.filter(({ path }) => path !== '404.html')
const { english, chinese } = writtenPages()

const unescaped = (/** @type {string} */ text) =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
const attributes = (/** @type {string} */ text, /** @type {string} */ name) =>
  [...text.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value]) => unescaped(value))

test('both languages have the same pages', () => {
  const paths = (/** @type {boolean} */ isChinese) =>
    found
      .map(({ path }) => path)
      .filter((path) => path.startsWith('zh/') === isChinese)
      .map((path) => path.replace(/^zh\//, ''))
  assert.ok(paths(false).length > 20)
  assert.deepEqual(paths(true), paths(false))
})

test('both languages have the same headings in number and level, and the same code', () => {
  for (const [path, text] of english) {
    const levels = (/** @type {string} */ text) => headingsOf(text).map(({ level }) => level)
    assert.deepEqual(levels(/** @type {string} */ (chinese.get(path))), levels(text), path)
    assert.deepEqual(
      new Set(inlineCodeOf(/** @type {string} */ (chinese.get(path)))),
      new Set(inlineCodeOf(text)),
      `${path}: what stands in backticks`,
    )
  }
})

test('a heading has the same anchor in both languages, so that a change of language stays at its place', () => {
  const anchors = (/** @type {string} */ text) =>
    [...text.matchAll(/<h[23] id="([^"]+)"/g)].map(([, id]) => id)
  const byPath = new Map(found.map(({ path, text }) => [path, text]))
  for (const { path, text } of found.filter(({ path }) => !path.startsWith('zh/')))
    assert.deepEqual(anchors(/** @type {string} */ (byPath.get(`zh/${path}`))), anchors(text), path)
})

test('the sidebar leads to each page that is not a decision', () => {
  const listed = sections.flatMap(({ pages }) => pages.map(([path]) => path.replace(/\/$/, '/index')))
  const there = found
    .map(({ path }) => path.replace(/\.html$/, ''))
    .filter((path) => !/^zh\/|^decisions\/0|^index$/.test(path))
  assert.deepEqual(listed.toSorted(), there.toSorted())
})

test('each link within the site leads to a page and, where it names one, to a heading', () => {
  const idsOf = new Map(pages.map(({ path, text }) => [`/${path}`, new Set(attributes(text, 'id'))]))
  const dead = []
  let checked = 0
  for (const { path, text } of found)
    for (const href of attributes(text, 'href')) {
      const url = new URL(href, `https://docs.example/${path}`)
      if (url.host !== 'docs.example') continue
      checked++
      const file = url.pathname.endsWith('/') ? `${url.pathname}index.html` : url.pathname
      const ids = idsOf.get(file)
      const anchor = decodeURIComponent(url.hash.slice(1))
      const isThere = ids ? !anchor || ids.has(anchor) : existsSync(join(built, file))
      if (!isThere) dead.push(`${path}: ${href}`)
    }
  assert.deepEqual(dead, [])
  assert.ok(checked > 1000, `${checked} links`)
})

test('no page asks for anything from elsewhere', () => {
  const strange = []
  for (const { path, text } of pages)
    for (const [tag] of text.matchAll(
      /<(?:script|link|img|iframe|source|video|audio|object|embed|use)\b[^>]*>/g,
    ))
      for (const value of [
        ...attributes(tag, 'src'),
        ...attributes(tag, 'href'),
        ...attributes(tag, 'srcset'),
      ])
        if (!/^(\/(?!\/)|#|data:)/.test(value)) strange.push(`${path}: ${tag}`)
  for (const file of readdirSync(join(built, 'assets')).filter((name) => name.endsWith('.css')))
    for (const [, address] of readFileSync(join(built, 'assets', file), 'utf8').matchAll(
      /url\(["']?([^"')]+)/g,
    ))
      if (/^(https?:)?\/\//.test(address)) strange.push(`${file}: ${address}`)
  assert.deepEqual(strange, [])
})

test('each page can be read without JavaScript, and says its language', () => {
  for (const { path, text } of found) {
    assert.match(text, path.startsWith('zh/') ? /<html lang="zh-CN"/ : /<html lang="en"/, path)
    assert.match(text, /<title>[^<]+<\/title>/, path)
    assert.match(text, /<h1[ >]/, path)
    assert.match(text, /<(main|div class="VPContent|div class="Layout)/, path)
    assert.ok(text.replace(/<[^>]+>/g, ' ').length > 500, `${path} is empty without scripts`)
  }
})

test('each picture is drawn, says what it shows, and is there in both languages', () => {
  const byPath = new Map(found.map(({ path, text }) => [path, text]))
  let drawn = 0
  for (const [path, text] of english) {
    const count = (/** @type {string} */ text) =>
      blocksOf(text).filter(({ language }) => language === 'mermaid').length
    assert.equal(count(/** @type {string} */ (chinese.get(path))), count(text), path)
    for (const prefix of ['', 'zh/']) {
      const html = byPath.get(`${prefix}${path.replace(/\.md$/, '.html')}`)
      const pictures = [.../** @type {string} */ (html).matchAll(/<svg class="picture".*?<\/svg>/gs)].map(
        ([picture]) => picture,
      )
      assert.equal(pictures.length, count(text), `${prefix}${path}`)
      for (const picture of pictures) {
        const [, id, title] =
          /role="img" aria-labelledby="(.+?)"><title id="\1">([^<]{20,})<\/title>/.exec(picture) ?? []
        assert.equal(
          /** @type {string} */ (html).split(`id="${id}"`).length,
          2,
          `${path}: the id of “${title}” is the only one`,
        )
        assert.doesNotMatch(picture, /<style|https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
        drawn++
      }
    }
  }
  assert.ok(drawn >= 10, `${drawn} pictures`)
})

test('what is included is filled in', () => {
  for (const { path, text } of found) {
    assert.doesNotMatch(text, /Code snippet path not found|No region/, path)
    assert.doesNotMatch(text, /#(end)?region/, path)
    assert.doesNotMatch(text, /&lt;&lt;&lt; @/, path)
  }
})
