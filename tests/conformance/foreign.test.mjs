// The suite against a back-end that takes no orders, as a team runs it against its own.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startServer } from '../e2e/harness/server.mjs'
import { startForeignServer } from './foreign/server.mjs'

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))

async function conformance(/** @type {string[]} */ ...args) {
  const child = spawn(process.execPath, [here('run.mjs'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  }
  const [code] = await once(child, 'close')
  return { code, said }
}

const cells = (/** @type {string} */ said) => /^our api +(.*)$/m.exec(said)?.[1].split(/ +/)
const against = (/** @type {{ url: string }} */ server) => [
  '--base-url',
  server.url,
  '--config',
  here('foreign/config.mjs'),
]

test('a back-end that does well is green', async () => {
  const server = await startForeignServer()
  const { code, said } = await conformance(...against(server), '--browser', 'chromium')
  server.stop()
  assert.deepEqual(cells(said), Array(11).fill('✓'), said)
  assert.equal(code, 0)
})

test('one whose refresh token is a cookie, with the access token in memory', async () => {
  const server = await startServer()
  const own = ['--base-url', `${server.url}/cookie`, '--config', here('foreign/cookie.mjs')]
  const { code, said } = await conformance(...own, '--browser', 'chromium')
  await server.stop()
  const expected = Array(11).fill('✓')
  expected[4] = '–'
  assert.deepEqual(cells(said), expected, said)
  assert.match(said, /– our api, refused: not run, needs a way to revoke a cookie that no page can read/)
  assert.equal(code, 0)
})

test('one that cannot refresh is red where that is needed, and each cell says why', async () => {
  const server = await startForeignServer({ broken: 'noRefresh' })
  const some = ['--browser', 'chromium', '--checks', 'login,expiry,refused,body replay,wrong password']
  const { code, said } = await conformance(...against(server), ...some)
  server.stop()
  assert.deepEqual(cells(said), ['✓', '✗', '✗', '✗', '✓'], said)
  assert.match(said, /✗ our api, expiry: 1 of 1 not served: REFRESH_UNAVAILABLE/)
  assert.equal(code, 1)
})

test('one whose tokens are short-lived is waited for, and what needs an order is not run', async () => {
  const server = await startForeignServer({ seconds: 1 })
  const own = ['--base-url', server.url, '--config', here('foreign/short-lived.mjs')]
  const { code, said } = await conformance(
    ...own,
    '--browser',
    'chromium',
    '--checks',
    'expiry,late 401,body replay',
  )
  server.stop()
  assert.deepEqual(cells(said), ['✓', '–', '–'], said)
  assert.match(said, /– our api, late 401: not run, needs a token that expires on order/)
  assert.match(said, /– our api, body replay: not run, needs `post`/)
  assert.equal(code, 0)
})

test('a wrong call is one sentence', async () => {
  /** @type {[args: string[], sentence: RegExp][]} */
  const calls = [
    [['--base-url', 'http://127.0.0.1:1'], /--base-url and --config belong together/],
    [['--browser', 'lynx'], /--browser lynx: choose from Chromium, Firefox/],
    [['--checks', 'logni'], /--checks logni: choose from login, expiry/],
    [['--base-url', 'http://127.0.0.1:1', '--config', here('browsers.mjs')], /expected `export default/],
  ]
  for (const [args, sentence] of calls) {
    const { code, said } = await conformance(...args)
    assert.equal(code, 1)
    assert.match(said, sentence)
    assert.equal(said.trim().split('\n').length, 1, said)
  }
})
