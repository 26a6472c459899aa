// What a failed login leaves in its error, the token of the reply and the password of the call, is printed by nothing (R26).
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { startBackend } from './harness/backend.mjs'
import { packageFolder } from './harness/places.mjs'
import { makeTokenLab } from './harness/token-lab.mjs'

/** @typedef {import('./harness/backend.mjs').StartedBackend} StartedBackend */
/** @typedef {import('playwright-core').BrowserContext} BrowserContext */
/** @typedef {import('playwright-core').Page} Page */

const { scene } = await makeTokenLab()
const secret = 'canary-of-the-reply'
const password = 'correct-horse-battery'

/** Each ends in an error: what the server answers, and with which configuration. */
/** @type {Record<string, { reply: any, config?: object }>} */
const failures = {
  LOGIN_REJECTED: { reply: { body: { session: { odd_name: secret } } } },
  'LOGIN_REJECTED by success': {
    reply: { body: { code: 1, access_token: secret } },
    config: { success: { path: 'code', in: [0] } },
  },
  ERR_BAD_REQUEST: { reply: { status: 400, body: { echo: secret } } },
  ERR_BAD_RESPONSE: { reply: { status: 500, body: secret, headers: { 'content-type': 'text/plain' } } },
  ERR_NETWORK: { reply: 'cut' },
}

const answering = (/** @type {StartedBackend} */ home, /** @type {any} */ reply) => {
  home.replies['/api/login'] = (request) => {
    if (reply !== 'cut') return reply
    request.reply.destroy()
    return undefined
  }
}

const shownIn = (/** @type {Record<string, string>} */ seen) =>
  Object.entries(seen)
    .filter(([, text]) => text.includes(secret) || text.includes(password))
    .map(([how]) => how)

test(
  'in a browser: neither as JSON, nor spread, nor listed, nor in the console',
  scene(async ({ home, openTab, context }) => {
    const wrong = []
    for (const [what, { reply, config }] of Object.entries(failures)) {
      answering(home, reply)
      const tab = await openTab({ config: { ...config, storageKey: what } })
      const printedBy = await consoleOf(context, tab.page)
      /** @type {Record<string, string>} */
      const seen = await tab.page.evaluate(async (password) => {
        const { auth } = lab.clients.main
        const error = await auth.login({ username: 'demo', password }).catch((error) => error)
        const listed = []
        for (const key in error) listed.push([key, error[key]])
        console.log(error)
        console.error('It failed:', error)
        console.log(`%o`, { error })
        return {
          code: String(error.code),
          JSON: JSON.stringify(error),
          'JSON of an array': JSON.stringify([{ error }]),
          'JSON of a copy': JSON.stringify({ ...error }),
          'JSON of a clone': JSON.stringify(Object.assign(new Error(error.message), error)),
          'JSON of its entries': JSON.stringify(Object.entries(error)),
          'for in': JSON.stringify(listed),
          text: `${error} ${error.message} ${error.stack}`,
          'its response': JSON.stringify({ ...error.response }),
          'its cause': JSON.stringify({ ...error.cause }),
        }
      }, password)
      assert.ok(what.startsWith(seen.code), `${what}: ${seen.code}`)
      seen.console = `${tab.printed.join('\n')}\n${printedBy()}`
      assert.ok(seen.console.includes('AuthflightError'), 'the console was looked at')
      for (const how of shownIn(seen)) wrong.push(`${what}: ${how}`)
      // Named, they are there: applications show what the server said.
      const named = await tab.page.evaluate(async (password) => {
        const error = await lab.clients.main.auth
          .login({ username: 'demo', password })
          .catch((error) => error)
        return JSON.stringify([error.data, error.config.data, error.response?.data])
      }, password)
      assert.ok(named.includes(password), `${what}: config.data by name`)
      if (reply !== 'cut') assert.ok(named.includes(secret), `${what}: data by name`)
    }
    assert.deepEqual(wrong, [])
  }),
)

/** What Chromium's own console shows of each argument: its description and the preview of its members. */
async function consoleOf(/** @type {BrowserContext} */ context, /** @type {Page} */ page) {
  const session = await context.newCDPSession(page)
  /** @type {string[]} */
  const shown = []
  await session.send('Runtime.enable')
  session.on('Runtime.consoleAPICalled', ({ args }) => {
    for (const { description, value, preview } of args)
      shown.push(JSON.stringify({ description, value, preview }))
  })
  return () => shown.join('\n')
}

test('in Node: not in what inspect and console.log make of it', async () => {
  const home = await startBackend('home')
  const script = (/** @type {object | undefined} */ config) => `
    import { createAuth } from ${JSON.stringify(pathToFileURL(`${packageFolder}/index.js`).href)}
    import { inspect } from 'node:util'
    const auth = await createAuth(${JSON.stringify({ baseURL: `${home.url}/api`, login: '/login', ...config })})
    const error = await auth.login({ username: 'demo', password: '${password}' }).catch((error) => error)
    auth.dispose()
    console.log(JSON.stringify({
      code: String(error.code),
      inspect: inspect(error),
      'inspect, deep': inspect(error, { depth: 20 }),
      'inspect of a list': inspect([{ error }], { depth: 20 }),
      JSON: JSON.stringify(error),
      'JSON of a copy': JSON.stringify({ ...error }),
    }))`
  try {
    const wrong = []
    for (const [what, { reply, config }] of Object.entries(failures)) {
      answering(home, reply)
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--input-type=module',
        '-e',
        script(config),
      ])
      const seen = JSON.parse(stdout)
      assert.ok(what.startsWith(seen.code), `${what}: ${seen.code}`)
      for (const how of shownIn(seen)) wrong.push(`${what}: ${how}`)
    }
    assert.deepEqual(wrong, [])
  } finally {
    await home.stop()
  }
})
