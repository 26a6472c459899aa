// The question before something is installed.
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { ask, commandLine } from '../../scripts/shared/ask.mjs'

async function asked(
  /** @type {string | undefined} */ typed,
  /** @type {{ isTTY?: boolean, env?: {}, args?: never[] }} */ { isTTY = true, env = {}, args = [] } = {},
) {
  const input = Object.assign(new PassThrough(), { isTTY })
  const output = new PassThrough()
  if (typed !== undefined) input.end(typed)
  const answer = await ask('Install it?', { input, output, args, env })
  return { answer, shown: String(output.read() ?? '') }
}

for (const typed of ['\n', 'y\n', 'Yes\n', ' Y \n'])
  test(`${JSON.stringify(typed)} means yes`, async () => {
    const { answer, shown } = await asked(typed)
    assert.equal(answer, true)
    assert.match(shown, /Install it\? \[Y\/n\]/)
  })

for (const typed of ['n\n', 'No\n', ''])
  test(`${JSON.stringify(typed)} means no`, async () => assert.equal((await asked(typed)).answer, false))

test('another answer is asked for again', async () => {
  const { answer, shown } = await asked('perhaps\nn\n')
  assert.equal(answer, false)
  assert.match(shown, /answer y or n/)
})

for (const [name, setting] of Object.entries({
  'without a terminal': { isTTY: false },
  'in CI': { env: { CI: 'true' } },
  'with --yes': { args: ['--port', '0', '--yes'] },
  'with AUTHFLIGHT_YES=1': { env: { AUTHFLIGHT_YES: '1' } },
}))
  test(`${name} nothing is asked, and the answer is yes`, async () =>
    assert.deepEqual(await asked(undefined, /** @type {object} */ (setting)), { answer: true, shown: '' }))

test('--yes is not passed on', () => assert.deepEqual(commandLine(['--port', '0', '--yes']), ['--port', '0']))
