// The binary inside the default entry is the one beside it, byte for byte, whatever instructions the compiler picks.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import * as esbuild from 'esbuild'
import { inlinedModule } from '../../scripts/build/inline.mjs'
import { inRoot } from '../../scripts/shared/places.mjs'
import { ended } from './harness/process.mjs'

/** @type {string} */
let folder
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authflight-inlined-'))
})
after(() => rm(folder, { recursive: true, force: true }))

/** What npm/unfold.ts, bundled as it ships, makes of the binary's text. */
async function again(/** @type {Buffer} */ wasm) {
  const contents = await inlinedModule(wasm)
  const inlined = {
    name: 'inlined',
    setup(/** @type {import('esbuild').PluginBuild} */ { onResolve, onLoad }) {
      onResolve({ filter: /^#inlined-wasm$/ }, () => ({ path: 'inlined', namespace: 'inlined' }))
      onLoad({ filter: /.*/, namespace: 'inlined' }, () => ({ contents }))
    },
  }
  const { outputFiles } = await esbuild.build({
    entryPoints: [inRoot('npm/unfold.ts')],
    plugins: [inlined],
    ...{ bundle: true, minify: true, write: false, format: 'esm' },
  })
  const { unfolded } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
  return Buffer.from(unfolded())
}

/** A binary with that in a function of its own, as written: the optimiser would simplify it. */
async function binaryOf(/** @type {string} */ body) {
  const source = join(folder, 'sample.wat')
  const binary = join(folder, 'sample.wasm')
  await writeFile(
    source,
    `(module
      (type $pair (func (param i32 i64) (result i32 i64)))
      (memory 1)
      (table $table 4 funcref)
      (global $count (mut i32) (i32.const 7))
      (func $swallow (param i32))
      (func $pair (type $pair) (local.get 0) (local.get 1))
      (func (export "sample") (param $number i32) (result i32) (local $far i64) (local $ratio f64)
        ${body}
        (local.get $number))
      (elem (table $table) (i32.const 0) func $swallow $pair)
      (data (i32.const 1024) "what \\00\\ff\\80 says"))`,
  )
  const assembler = inRoot('node_modules/binaryen/bin/wasm-as')
  const { code, err } = await ended(process.execPath, [assembler, source, '--all-features', '-o', binary])
  assert.equal(code, 0, err)
  return readFileSync(binary)
}

test('the package’s own binary', async () => {
  const wasm = readFileSync(inRoot('dist/authflight.wasm'))
  assert.ok((await again(wasm)).equals(wasm))
})

const samples = {
  'constants at the ends of their bytes': [
    0, 1, -1, 63, 64, -64, -65, 8191, 8192, -8192, -8193, 2147483647, -2147483648,
  ]
    .map((number) => `(call $swallow (i32.const ${number}))`)
    .join('\n'),
  'long constants and fractions': `
    (local.set $far (i64.const 9223372036854775807))
    (local.set $far (i64.const -9223372036854775808))
    (local.set $far (i64.const -1))
    (local.set $ratio (f64.const nan))
    (local.set $ratio (f64.const -1.5e-300))
    (drop (f32.const 0.1))`,
  'a table of labels, with and without values': `
    (block $outer
      (loop $inner
        (br_table $outer $inner $outer $inner $outer (local.get $number)))
      (br_table $outer (local.get $number)))`,
  'more labels than fit one byte of length': `
    (block $outer (br_table ${'$outer '.repeat(300)} (local.get $number)))`,
  'blocks in blocks, and what else': `
    (if (i32.lt_s (local.get $number) (i32.const 3))
      (then (loop $again (br_if $again (local.tee $number (i32.const 0)))))
      (else (global.set $count (i32.add (global.get $count) (i32.const 300)))))
    (drop (select (result i32) (i32.const 5) (i32.const 6) (local.get $number)))`,
  'calls through the table': `
    (call_indirect $table (param i32) (i32.const 9) (local.get $number))
    (local.set $far (call $pair (i32.const 1) (local.get $far)))
    (local.set $number)`,
  'loads and stores near and far, aligned or not': `
    (i32.store offset=70000 (i32.const 4) (i32.load offset=3 align=1 (local.get $number)))
    (i64.store8 offset=200 (i32.const 4) (i64.load32_u (local.get $number)))`,
  'memory and tables as a whole': `
    (memory.copy (i32.const 1) (i32.const 2) (i32.const 3))
    (memory.fill (i32.const 1) (i32.const 2) (i32.const 3))
    (drop (memory.grow (memory.size)))
    (drop (table.grow $table (ref.null func) (i32.const 1)))
    (table.set $table (i32.const 3) (ref.func $swallow))
    (drop (ref.is_null (table.get $table (i32.const 3))))
    (local.set $number (i32.trunc_sat_f64_s (local.get $ratio)))`,
}
for (const [name, body] of Object.entries(samples)) {
  test(name, async () => {
    const wasm = await binaryOf(body)
    assert.equal((await again(wasm)).toString('hex'), wasm.toString('hex'))
  })
}

test('an instruction that is not known is refused by its name, not shipped wrong', async () => {
  const wasm = await binaryOf('(drop (v128.const i64x2 1 2))')
  await assert.rejects(inlinedModule(wasm), /0xfd: add it to scripts\/build\/instructions\.mjs/)
})
