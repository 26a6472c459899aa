// Every option of createAuth with every type and shape, through the package in Node.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './harness/app.mjs'
import { makeLab } from './harness/lab.mjs'
import { ended } from './harness/process.mjs'
import { options, values } from './samples/node/option-list.js'

const lab = makeLab({ sample: 'node' })

async function run(/** @type {string} */ script) {
  const { code, out, err } = await ended(process.execPath, [script], { cwd: lab.app.folder, limit: 50_000 })
  assert.equal(err, '')
  assert.equal(code, 0, out)
  return JSON.parse(out)
}

/** The paths of an option's type. What is a whole of its own has a kind, and its members are no options. */
const typeTest = `
import type { AuthConfig, BodyMatch, TokenStorage } from './npm/types.ts'
type Called = (...given: never[]) => unknown
type Whole = BodyMatch | TokenStorage | Headers | readonly unknown[] | Called
type Below<T, B extends string> = T extends Whole ? never : T extends object ? (string extends keyof T ? never : Paths<T, B>) : never
type Paths<T, B extends string = ''> = {
  [K in keyof T & string]-?: \`\${B}\${K}\` | Below<Exclude<T[K], undefined>, \`\${B}\${K}.\`>
}[keyof T & string]
`

test('the list of options is that of the public types', async (t) => {
  const folder = mkdtempSync(join(root, 'option-types-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const list = `export const list: Record<Paths<AuthConfig>, string> = ${JSON.stringify(options)}`
  writeFileSync(join(folder, 'list.ts'), typeTest.replace('./npm', '../npm') + list)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.json', include: ['list.ts'], compilerOptions: { noEmit: true } }),
  )
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { code, out } = await ended(process.execPath, [compiler, '-p', folder], { cwd: root })
  assert.equal(code, 0, out)
})

test('each option takes what it says, and refuses every other type and shape by its name', async () => {
  const { count, wrong } = await run('options.mjs')
  assert.deepEqual(wrong, [])
  assert.equal(count, Object.keys(options).length * Object.keys(values).length)
})

test('functions are called: headers for each call of the verbs and the login, and an asynchronous expired.test', async () => {
  assert.deepEqual(await run('functions.mjs'), {
    sent: [
      ['/login', '1', null],
      ['/one', '2', 'Bearer one'],
      ['/two', 'own', 'Bearer one'],
      ['/three', '4', 'Bearer one'],
    ],
    outcomes: ['of the page', 'CONFIG'],
  })
})

test('a storage that answers with promises keeps the session; what answers with neither a text nor that is told of once', async () => {
  const { outcomes, unhandled } = await run('asynchronous-storage.mjs')
  assert.deepEqual(unhandled, [])
  assert.equal(Object.keys(outcomes).length, 5)
  for (const [name, { told, found, ...rest }] of Object.entries(outcomes)) {
    const works = ['promises', 'thenables'].includes(name)
    assert.deepEqual(rest, { ends: [], status: 'signedIn', renewed: true }, name)
    assert.deepEqual([told, found], works ? [[], true] : [['STORAGE_UNAVAILABLE'], false], name)
  }
})
