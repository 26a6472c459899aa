// No two files of the demo server import each other, directly or by way of others.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { inRoot } from '../../scripts/shared/places.mjs'

const folder = inRoot('server/src')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.rs'),
)

/** The modules' path of a file: `store/mod.rs` is `['store']`. */
const pathOf = (/** @type {string} */ file) => file.replace(/(\/mod)?\.rs$/, '').split('/')
const fileOf = (/** @type {any[]} */ path) =>
  [`${path.join('/')}.rs`, join(...path, 'mod.rs')].find((file) => existsSync(join(folder, file)))

/** The paths in a `use`, groups and all: `a::{b, c::{d}}` is a::b and a::c::d. */
/** @returns {string[]} */
function pathsIn(/** @type {string} */ text) {
  const [, before, group] = text.match(/^([^{]*?)(?:::)?\{(.*)\}$/s) ?? []
  if (group === undefined) return [text.replace(/ as \w+$/, '').trim()]
  const parts = []
  let depth = 0
  let part = ''
  for (const letter of group) {
    if (letter === '{') depth++
    if (letter === '}') depth--
    if (letter === ',' && depth === 0) {
      parts.push(part)
      part = ''
    } else part += letter
  }
  return [...parts, part]
    .map((each) => each.trim())
    .filter(Boolean)
    .flatMap((each) => pathsIn(each).map((/** @type {string} */ path) => `${before.trim()}::${path}`))
}

/** The longest part of a path that is a file: `store::StoreError` is store/mod.rs. */
function fileBehind(/** @type {string[]} */ names) {
  for (let length = names.length; length > 0; length--) {
    const file = fileOf(names.slice(0, length))
    if (file) return file
  }
}

function importsOf(/** @type {string} */ file) {
  // The tests at the end of a file see the file itself.
  const [text] = readFileSync(join(folder, file), 'utf8').split('#[cfg(test)]\nmod tests {')
  const code = text.replace(/\/\/.*$/gm, '')
  const used = [...code.matchAll(/\buse ((?:crate|super)\b[^;]*);/g)].flatMap(([, path]) => pathsIn(path))
  const inline = [...code.matchAll(/\bcrate(?:::\w+)+/g)].map(([path]) => path)
  const parent = pathOf(file).slice(0, -1)
  return [...used, ...inline]
    .map((path) => path.replace(/\s/g, '').split('::'))
    .map(([root, ...names]) => fileBehind(root === 'crate' ? names : [...parent, ...names]))
    .filter((other) => other && other !== file)
}

/** What a module re-exports from its parts is an import, too. */
function partsOf(/** @type {string} */ file) {
  if (!file.endsWith('mod.rs')) return []
  const text = readFileSync(join(folder, file), 'utf8').replace('#[cfg(test)]\nmod tests;', '')
  return [...text.matchAll(/^(?:pub )?mod (\w+);/gm)].map(([, name]) => fileOf([...pathOf(file), name]))
}

test('imports go one way', () => {
  const arrows = new Map(files.map((file) => [file, new Set([...importsOf(file), ...partsOf(file)])]))
  assert.ok([...arrows.values()].some((targets) => targets.has('state.rs')))
  const done = new Set()
  const walk = (/** @type {string} */ file, /** @type {string[]} */ way) => {
    const at = way.indexOf(file)
    assert.equal(at, -1, `a cycle: ${[...way.slice(at), file].join(' → ')}`)
    if (done.has(file)) return
    for (const other of arrows.get(file) ?? []) walk(/** @type {string} */ (other), [...way, file])
    done.add(file)
  }
  for (const file of files.filter((file) => file !== 'store/tests.rs')) walk(file, [])
})
