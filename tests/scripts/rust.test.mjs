// What scripts/setup/rust.mjs has rustup add: what rust-toolchain.toml names, each as a step that is shown.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inRoot } from '../../scripts/shared/places.mjs'
import { Machine } from './harness/machine.mjs'

/** @typedef {import('node:test').TestContext} TestContext */

const complete = ['rust-src', 'rustfmt-x86_64', 'clippy-x86_64', 'rust-std-wasm32-unknown-unknown']

function machine(
  /** @type {TestContext} */ t,
  { parts = complete, version = '1.95.0', isInstalled = true } = {},
) {
  const own = new Machine()
  t.after(() => own.remove())
  own.add('cc')
  // The next thing that is needed; it stops the script.
  own.add('cargo', 'exit 1')
  const mark = own.file('toolchain')
  // Neither may download by itself.
  own.add(
    'rustc',
    `[ "$RUSTUP_AUTO_INSTALL" = 0 ] || exit 1; [ ${isInstalled} = true ] || [ -e '${mark}' ] && echo "rustc ${version} (abc)"`,
  )
  const listed = parts.map((part) => `echo ${part}`).join('; ') || ':'
  own.add(
    'rustup',
    `[ "$RUSTUP_AUTO_INSTALL" = 0 ] || exit 1
     case "$*" in "component list --installed") ${listed};; "toolchain install"*) : > '${mark}';; esac`,
  )
  return own
}

const added = (/** @type {Machine} */ { calls }) =>
  calls.filter((call) => /^rustup (target|component|toolchain) (add|install)/.test(call))
const run = (/** @type {Machine} */ own) => own.run('scripts/build.mjs')

test('nothing is added where everything is in place', async (t) => {
  const own = machine(t)
  await run(own)
  assert.deepEqual(added(own), [])
  assert.ok(own.calls.includes('rustup component list --installed'))
})

test('what is missing is added', async (t) => {
  const own = machine(t, { parts: ['rustfmt-x86_64'] })
  const { output } = await run(own)
  assert.deepEqual(added(own), [
    'rustup target add wasm32-unknown-unknown',
    'rustup component add rust-src',
    'rustup component add clippy',
  ])
  assert.match(output, /Adding the Rust target wasm32-unknown-unknown/)
})

test('the toolchain is installed if it is missing', async (t) => {
  const own = machine(t, { isInstalled: false })
  await run(own)
  assert.deepEqual(added(own), ['rustup toolchain install stable --profile minimal'])
})

test('a version that is too old is refused, with the cure', async (t) => {
  const { code, output } = await run(machine(t, { version: '1.90.0' }))
  assert.equal(code, 1)
  assert.match(output, /Rust 1\.\d+ or newer is needed and 1\.90\.0 is active: run `rustup update stable`/)
})

test('rust-toolchain.toml names all that the build and the tests need', () => {
  const text = readFileSync(inRoot('rust-toolchain.toml'), 'utf8')
  for (const name of ['wasm32-unknown-unknown', 'rust-src', 'rustfmt', 'clippy'])
    assert.ok(text.includes(`"${name}"`), `${name} is not named`)
})
