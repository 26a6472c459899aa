// What the tarball holds: all that users need, and nothing by accident.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { after, before, test } from 'node:test'
import { makeApp, root } from './harness/app.mjs'

const always = [
  ...['CHANGELOG.md', 'LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'README.zh-CN.md', 'package.json'],
  ...['dist/authflight.wasm', 'dist/index.js', 'dist/index.d.ts'],
]
const mayBe = [/^dist\/([\w-]+\.js|(devtools\/)?[\w-]+\.d\.ts)$/, /^dist\/authflight\.wasm\.d\.ts$/]

/** @type {any} */
let app
/** @type {string[]} */
let files

before(async () => {
  app = await makeApp()
  files = readdirSync(app.installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(app.installed, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
})
after(() => app?.remove())

const textOf = (/** @type {string} */ file) => readFileSync(join(app.installed, file), 'latin1')
/** @type {(target: string | object) => string[]} */
const pathsIn = (target) => (typeof target === 'string' ? [target] : Object.values(target).flatMap(pathsIn))

test('the licences, the READMEs and the builds are in it, and nothing else', () => {
  for (const file of always) assert.ok(files.includes(file), `${file} is missing`)
  const strange = files.filter(
    (file) => !always.includes(file) && !mayBe.some((pattern) => pattern.test(file)),
  )
  assert.deepEqual(strange, [])
})

test('every path that `exports` names is in it', () => {
  const named = pathsIn(app.manifest.exports)
  assert.ok(named.length > 0)
  for (const path of named) assert.ok(existsSync(join(app.installed, path)), `${path} is missing`)
})

test('who knows no `exports` finds the main entry, and the types of every entry', () => {
  const { main, types, typesVersions, exports } = app.manifest
  assert.deepEqual({ types, default: main }, exports['.'])
  const others = Object.entries(exports).filter(([path, target]) => path !== '.' && target.types)
  assert.deepEqual(
    typesVersions['*'],
    Object.fromEntries(others.map(([path, { types }]) => [path.slice(2), [types]])),
  )
})

test('the READMEs lead to what is packed or to the documentation, and begin with its installation', () => {
  for (const file of ['README.md', 'README.zh-CN.md']) {
    const text = readFileSync(join(app.installed, file), 'utf8')
    for (const [, target] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g))
      assert.ok(
        // npm and the repository's host both resolve these in the repository.
        existsSync(join(target.startsWith('docs/') ? root : app.installed, target)),
        `${file} leads to ${target}`,
      )
    const [, command] = /```sh\n(.*)/.exec(text) ?? []
    assert.match(command, /^npm install authflight$/, file)
  }
})

test('wherever there are types, they are named first, as a compiler takes the first that fits', () => {
  for (const [path, target] of Object.entries(app.manifest.exports).filter(
    ([path]) => path !== './package.json',
  ))
    assert.equal(Object.keys(target)[0], 'types', `${path} begins with something else`)
})

test('scripts and types import from files that are in it, and from nowhere else but what users bring along', () => {
  const peers = Object.keys(app.manifest.peerDependencies ?? {})
  for (const file of files.filter((file) => /\.(js|d\.ts)$/.test(file))) {
    for (const [, path] of textOf(file).matchAll(/\b(?:from|import) ?\(?["']([^"']+)["']/g)) {
      const there = path.startsWith('.')
        ? existsSync(join(app.installed, dirname(file), file.endsWith('.d.ts') ? typesOf(path) : path))
        : peers.some((peer) => path === peer || path.startsWith(`${peer}/`))
      assert.ok(there, `${file} imports ${path}`)
    }
  }
})

const typesOf = (/** @type {string} */ path) => path.replace(/\.js$/, '.d.ts')

test('every script has its types', () => {
  for (const path of pathsIn(app.manifest.exports).filter((/** @type {string} */ path) =>
    path.endsWith('.js'),
  ))
    assert.ok(existsSync(join(app.installed, typesOf(path))), `${path} has none`)
})

test('authflight/testing and all that it imports have no binary', () => {
  const reached = new Set(['dist/testing.js'])
  for (const file of reached)
    for (const [, path] of textOf(file).matchAll(/\b(?:from|import) ?\(?["'](\.[^"']+)["']/g))
      reached.add(join(dirname(file), path).replaceAll('\\', '/'))
  assert.ok(reached.size > 1)
  for (const file of reached) assert.doesNotMatch(textOf(file), /WebAssembly|[^'"\\]{9000,}/, file)
})

test('authflight/devtools is one file by itself, and the only one whose import does something', () => {
  assert.deepEqual(app.manifest.sideEffects, ['./dist/devtools.js'])
  assert.doesNotMatch(textOf('dist/devtools.js'), /\bfrom ?"|\bimport ?["(]/)
  for (const file of files.filter((file) => file.endsWith('.js') && file !== 'dist/devtools.js'))
    assert.doesNotMatch(textOf(file), /authflight-(devtools|timeline)/, file)
})

test('it tells nothing about the machine that built it', () => {
  for (const file of files)
    for (const place of [root, join(homedir(), '.cargo')])
      assert.ok(!textOf(file).includes(place), `${file} names ${place}`)
})

test('it runs no script when it is installed, and brings no package along', () => {
  const { scripts = {}, dependencies = {} } = app.manifest
  assert.deepEqual(
    Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name)),
    [],
  )
  assert.deepEqual(dependencies, {})
})
