// Which packages of the distribution `npm start` and `npm test` install, and that they ask first.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Machine, terminal } from './harness/machine.mjs'

/** @typedef {import('node:test').TestContext} TestContext */

/** A machine with apt-get and without a C compiler. It has no Rust either, where the scripts stop. */
function machine(/** @type {TestContext} */ t) {
  const machine = new Machine()
  t.after(() => machine.remove())
  machine.add('apt-get', `case "$*" in *install*) ${machine.installs('cc')};; esac`)
  return machine
}

const installed = (/** @type {Machine} */ { calls }) =>
  calls.filter((call) => / install /.test(call)).map((call) => call.replace(/.*--no-install-recommends /, ''))

const needsTerminal = { skip: terminal ? false : 'there is no `script` to make a terminal' }
const onlyCompiler = ['gcc libc6-dev']

test('npm start installs a C compiler and no browser, and says so', async (t) => {
  const own = machine(t)
  const { code, output } = await own.run('scripts/start.mjs')
  assert.deepEqual(installed(own), onlyCompiler)
  assert.match(output, /✓ Installing gcc libc6-dev/)
  assert.match(output, /Rust is missing/)
  assert.equal(code, 1)
})

test('npm start asks for nothing and installs nothing where a compiler is', needsTerminal, async (t) => {
  const own = machine(t)
  own.add('cc')
  const { output } = await own.runAtTerminal('scripts/start.mjs', [])
  assert.doesNotMatch(output, /\[Y\/n\]/)
  assert.deepEqual(own.calls, [])
})

for (const [script, args] of /** @type {[string, string[]][]} */ ([
  ['scripts/start.mjs', []],
  ['scripts/test.mjs', ['--only', 'format']],
])) {
  test(
    `${script} asks at a terminal; after a no it installs nothing and names the command`,
    needsTerminal,
    async (t) => {
      const own = machine(t)
      const { code, output } = await own.runAtTerminal(script, args, 'n\n')
      assert.match(output, /Missing: a C compiler\. Install gcc libc6-dev with apt-get\? \[Y\/n\]/)
      assert.match(output, /not installed, as you chose; run `sudo apt-get .* install -y gcc libc6-dev`/)
      assert.deepEqual(own.calls, [])
      assert.equal(code, 1)
    },
  )

  test(`${script} installs after a yes`, needsTerminal, async (t) => {
    const own = machine(t)
    await own.runAtTerminal(script, args, 'y\n')
    assert.deepEqual(installed(own), onlyCompiler)
  })

  for (const [name, more, env] of /** @type {[string, string[], object][]} */ ([
    ['--yes', ['--yes'], {}],
    ['CI', [], { CI: 'true' }],
  ]))
    test(`${script} does not ask with ${name}`, needsTerminal, async (t) => {
      const own = machine(t)
      const { output } = await own.runAtTerminal(script, [...args, ...more], undefined, env)
      assert.doesNotMatch(output, /\[Y\/n\]/)
      assert.deepEqual(installed(own), onlyCompiler)
    })
}

test(
  'npm test asks once, before its first stage, about all that its stages need',
  needsTerminal,
  async (t) => {
    const own = machine(t)
    const { output } = await own.runAtTerminal('scripts/test.mjs', ['--only', 'server,browsers,e2e'], 'n\n')
    assert.equal(output.split('[Y/n]').length, 2)
    assert.match(output, /Missing: a C compiler, .*Chromium, Firefox, WebKit/)
  },
)

test('without apt-get the packages to install are named', async (t) => {
  const own = new Machine()
  t.after(() => own.remove())
  const { output } = await own.run('scripts/start.mjs')
  assert.match(output, /a C compiler: this system has no apt-get; install the equivalents of gcc libc6-dev/)
})
