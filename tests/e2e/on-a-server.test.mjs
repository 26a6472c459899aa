// Where pages are rendered: nothing is told of a login, and a listener that fails ends no process.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { packageFolder } from './harness/places.mjs'
import { startServer } from './harness/server.mjs'

/** @typedef {import('./harness/server.mjs').Server} Server */

/** Runs a module in Node, in which `config` and `createAuth` are there. Rejects if the process ends otherwise than well. */
async function inNode(/** @type {Server} */ server, /** @type {string} */ source) {
  const config = { baseURL: `${server.url}/bearer`, login: '/login', refresh: '/refresh', storage: 'memory' }
  const head = `const { createAuth } = await import(${JSON.stringify(`${packageFolder}/index.js`)})
const config = ${JSON.stringify(config)}
const task = () => new Promise((resolve) => setTimeout(resolve, 20))
`
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', head + source],
    { timeout: 20_000 },
  )
  return { said: JSON.parse(stdout), complaints: stderr }
}

test('a 401 asks nobody to log in, and one who was signed in is asked', async () => {
  const server = await startServer()
  try {
    const { said, complaints } = await inNode(
      server,
      `const told = []
const auth = await createAuth(config)
auth.on('loginRequired', ({ reason }) => told.push(reason))
const { status } = await auth.fetch('/me')
told.push(status)
await auth.login({ username: 'demo', password: 'demo' })
await auth.logout()
await auth.fetch('/me')
console.log(JSON.stringify(told))`,
    )
    assert.deepEqual(said, [401, 'noSession'])
    assert.equal(complaints, '')
  } finally {
    await server.stop()
  }
})

test('a request of the verbs to a relative URL says that it belongs into the browser, and harms nothing', async () => {
  const server = await startServer()
  try {
    const { said, complaints } = await inNode(
      server,
      `const auth = await createAuth({ ...config, baseURL: '/bearer', storage: 'local' })
const told = [await auth.get('/me').catch(({ code, message }) => [code, message])]
told.push(await auth.getAccessToken(), auth.session.status)
const other = await createAuth({ ...config, baseURL: 'http://127.0.0.1:1' })
told.push(await other.get('/me').catch(({ message }) => message))
console.log(JSON.stringify(told))`,
    )
    const [[code, message], ...rest] = said
    assert.equal(code, 'ERR_NETWORK')
    assert.match(message, /^Network Error\. On a server .* server: false/)
    assert.deepEqual(rest, [null, 'signedOut', 'Network Error'])
    assert.equal(complaints, '')
  } finally {
    await server.stop()
  }
})

test('a listener that throws or rejects is told of in the console, and nothing else happens', async () => {
  const server = await startServer()
  try {
    const { said, complaints } = await inNode(
      server,
      `const told = []
const auth = await createAuth(config)
auth.on('signedIn', () => { throw new Error('thrown by a listener') })
auth.on('signedIn', async () => { throw new Error('rejected by a listener') })
auth.subscribe(() => { throw new Error('thrown by a subscriber') })
auth.on('signedIn', ({ by }) => told.push(by))
await auth.login({ username: 'demo', password: 'demo' })
await task()
told.push((await auth.fetch('/me')).status)
console.log(JSON.stringify(told))`,
    )
    assert.deepEqual(said, ['login', 200])
    for (const what of ['thrown by a listener', 'rejected by a listener', 'thrown by a subscriber'])
      assert.match(complaints, new RegExp(what))
  } finally {
    await server.stop()
  }
})
