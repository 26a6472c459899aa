// Node's own modules: scripts of a few lines that import the package by its name.
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { judgeDay, makeLab } from './harness/lab.mjs'
import { ended } from './harness/process.mjs'

const lab = makeLab({ sample: 'node' })

beforeEach(() => lab.server.control.reset())

/** Runs a script to its own end, which is to come long before any token expires. */
async function run(/** @type {string[]} */ ...args) {
  const { code, out, err } = await ended(process.execPath, args, { cwd: lab.app.folder, limit: 15_000 })
  assert.equal(err, '')
  assert.notEqual(code, null, `it did not end by itself, having said: ${out}`)
  assert.equal(code, 0)
  return JSON.parse(out)
}

test('importing does nothing', async () => {
  assert.deepEqual(await run('import.mjs'), [])
})

test('login, one refresh, and the end after dispose()', async () => {
  await judgeDay(lab.server, await run('day.mjs', lab.server.url, 'dispose'))
})

test('a client that nobody disposed of keeps no process alive', async () => {
  await judgeDay(lab.server, await run('day.mjs', lab.server.url))
})

test('slim takes the bytes of the binary, and says so when it has not got them', async () => {
  const { early, statuses } = await run('slim.mjs', lab.server.url)
  assert.equal(early, 'NOT_INITIALISED')
  await judgeDay(lab.server, statuses)
})

test('authflight/fetch has fetch, the login and the session, and no verbs', async () => {
  const { members, statuses } = await run('fetch.mjs', lab.server.url)
  await judgeDay(lab.server, statuses)
  assert.deepEqual(members, [
    'claims',
    'dispose',
    'fetch',
    'getAccessToken',
    'login',
    'logout',
    'on',
    'ready',
    'refresh',
    'reloadUser',
    'session',
    'setTokens',
    'stayActive',
    'subscribe',
    'user',
  ])
  const refused = await run('fetch.mjs', lab.server.url, 'wrong')
  assert.deepEqual(refused, { code: 'ERR_BAD_REQUEST', status: 401 })
})

test('with a good token a request leaves at once, and its reply takes one microtask more than fetch’s', async () => {
  assert.deepEqual(await run('microtasks.mjs'), {
    own: { atOnce: true, microtasks: 1 },
    ours: { atOnce: true, microtasks: 2 },
  })
})

test('a refresh function that fails late says nothing of the next call; after dispose() a logout says that it did nothing', async () => {
  assert.deepEqual(await run('late-callback.mjs'), {
    first: 'REFRESH_UNAVAILABLE',
    calls: 2,
    token: 'token-2',
    logout: 'DISPOSED',
  })
})

test('setters on Object.prototype and a broken URLSearchParams do not reach the binary', async () => {
  assert.deepEqual(await run('setters.mjs'), [])
})

test('globals that throw do not reach the binary: a refresh that times out, and the start', async () => {
  const fine = ['REFRESH_UNAVAILABLE', 'signedIn']
  assert.deepEqual(await run('globals.mjs'), { DOMException: fine, location: fine })
})

test('on a server a page’s own configuration is good, and two visitors share nothing', async () => {
  assert.deepEqual(await run('strangers.mjs'), [
    ['signedIn', 'of the one'],
    ['signedOut', null],
    ['signedOut', null],
  ])
})

test('ten thousand clients, one after another, leave nothing in the memory of the binary', async () => {
  const [early, late] = await run('many-clients.mjs')
  assert.ok(early > 0, 'the memory was found')
  assert.equal(late, early)
})

test('init loads once, and a failure is named and mended by the next try', async () => {
  assert.deepEqual(await run('init.mjs'), {
    before: 'NOT_INITIALISED',
    withNothing: 'CONFIG',
    withGarbage: 'UNSUPPORTED',
    afterGarbage: 'NOT_INITIALISED',
    twice: true,
    once: 'fine',
    early: 'fine',
  })
})

test('authFrom gives a client at once, and its calls wait', async () => {
  const { before, statuses } = await run('first-lines.mjs', lab.server.url)
  assert.equal(before, 'signedOut')
  await judgeDay(lab.server, statuses)
})

test('without WebAssembly every way to a client is refused with the cause', async () => {
  const refused = ['UNSUPPORTED', 'There is no WebAssembly here', 'ReferenceError']
  assert.deepEqual(await run('no-wasm.mjs', lab.server.url), Array(5).fill(refused))
})

test('a storage of one’s own keeps the session from one run to the next', async () => {
  const spend = (/** @type {string} */ errand) => run('storage.mjs', lab.server.url, errand)
  const [signedIn, signedOut, told] = ['signedIn', 'signedOut', []]
  assert.deepEqual(await spend('look'), { before: signedOut, status: 401, after: signedOut, told })
  assert.deepEqual(await spend('login'), { before: signedOut, status: 200, after: signedIn, told })
  await lab.server.control.expireAccess()
  assert.deepEqual(await spend('look'), { before: signedIn, status: 200, after: signedIn, told })
  assert.equal((await lab.server.control.counters()).refresh.granted, 1)
  assert.deepEqual(await spend('logout'), { before: signedIn, status: 200, after: signedOut, told })
  assert.deepEqual(await spend('look'), { before: signedOut, status: 401, after: signedOut, told })
})
