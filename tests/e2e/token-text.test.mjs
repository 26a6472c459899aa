// A token that no header can hold is no token: it enters by no way, and is shown nowhere (R26).
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { startBackend } from './harness/backend.mjs'
import { inLedger } from './harness/in-ledger.mjs'
import { result } from './harness/outcomes.mjs'
import { packageFolder } from './harness/places.mjs'
import { makeTokenLab } from './harness/token-lab.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('./harness/backend.mjs').StartedBackend} StartedBackend */

const canary = 'canary-7f3a9c'
/** What no header can hold (WHATWG Fetch, "header value"): the reason beside each. */
const bad = {
  'CR LF': `${canary}\r\nx-injected: ${canary}`,
  LF: `${canary}\n${canary}`,
  CR: `${canary}\r${canary}`,
  NUL: `${canary}\0${canary}`,
  'a letter above U+00FF': `${canary}\u0100${canary}`,
  'half a surrogate pair': `${canary}\ud800${canary}`,
}

const login = { username: 'demo', password: 'demo' }

/** Calls all that could use a token; what came of it as text, errors with all that can be printed of them. */
const used = async (/** @type {Tab} */ tab) => {
  const outcomes = [
    await tab.ask('/me'),
    await tab.ask('/public'),
    await tab.call('get', '/me'),
    await tab.call('post', '/me', { a: 1 }),
    await tab.call('refresh'),
  ]
  return JSON.stringify([outcomes, await tab.events(), tab.printed, tab.complaints])
}

/** After a good login all is well. */
async function assertMended(/** @type {Tab} */ tab, /** @type {StartedBackend} */ home) {
  delete home.replies['/api/login']
  delete home.replies['/api/refresh']
  assert.equal((await tab.login()).error, undefined)
  assert.equal(result(await tab.ask('/me')), 200)
  home.expire()
  assert.equal(result(await tab.ask('/me')), 200)
  await tab.reload()
  assert.equal(result(await tab.ask('/me')), 200)
}

const shownNowhere = (/** @type {string} */ text) =>
  assert.ok(!text.includes(canary), `it is shown: …${around(text)}…`)
const around = (/** @type {string} */ text) =>
  text.slice(Math.max(0, text.indexOf(canary) - 200), text.indexOf(canary) + 80)

for (const engine of ['chromium', 'firefox']) {
  const { skip, scene } = await makeTokenLab(engine)
  // WebDriver carries no half of a pair.
  const carried = (/** @type {[string, unknown]} */ [what]) =>
    engine !== 'firefox' || what !== 'half a surrogate pair'
  const texts = Object.entries(bad).filter(carried)

  test(
    `${engine}: a login whose token cannot travel is rejected`,
    { skip },
    scene(async ({ home, openTab }) => {
      const tab = await openTab()
      for (const [what, token] of texts) {
        home.replies['/api/login'] = () => ({ body: { access_token: token, refresh_token: 'rt' } })
        const { error } = await tab.login()
        assert.equal(error?.code, 'LOGIN_REJECTED', what)
        // The reply itself is the caller's, by name.
        shownNowhere(JSON.stringify({ ...error, data: undefined }))
        assert.equal(await tab.status(), 'signedOut', what)
        assert.equal((await tab.stored()) ?? null, null)
        shownNowhere(await used(tab))
      }
      await assertMended(tab, home)
    }),
  )

  test(
    `${engine}: a refresh whose token cannot travel keeps the session that there is`,
    { skip },
    scene(async ({ home, openSignedIn }) => {
      const tab = await openSignedIn()
      const before = await tab.call('getAccessToken')
      for (const [what, token] of texts) {
        home.replies['/api/refresh'] = () => ({ body: { access_token: token } })
        assert.equal((await tab.call('refresh')).error?.code, 'REFRESH_UNAVAILABLE', what)
        assert.deepEqual(await tab.call('getAccessToken'), before, what)
        shownNowhere(await used(tab))
      }
      assert.equal(result(await tab.ask('/me')), 200, 'with the old token')
      await assertMended(tab, home)
    }),
  )

  test(
    `${engine}: setTokens, a refresh function, older keys and the record bring none either`,
    { skip },
    scene(async ({ home, newTab }) => {
      // A page for each way; the next text finds it loaded anew, under another key.
      const [tab, older, stored] = [await newTab(), await newTab(), await newTab()]
      const anew = async (
        /** @type {Tab} */ tab,
        /** @type {string} */ key,
        /** @type {({ adopt: { access: string; }; }) | undefined} */ more = undefined,
      ) => {
        tab.config = { ...tab.config, ...more, storageKey: key }
        await tab.page.goto(tab.address)
        await tab.page.waitForFunction(() => window.lab !== undefined)
      }
      for (const [what, token] of texts) {
        await anew(tab, `set ${what}`)
        assert.deepEqual(await tab.create(), {})
        assert.equal((await tab.call('setTokens', { access: token })).error?.code, 'CONFIG', what)
        assert.equal(await tab.status(), 'signedOut', what)
        shownNowhere(await used(tab))

        // By a function: the page makes it.
        const called = await tab.page.evaluate(
          async ([config, token]) => {
            const refresh = () => Promise.resolve({ access: token })
            await lab.open({ ...config, storage: 'memory', refresh }, 'called')
            const client = lab.clients.called
            await client.call('setTokens', { access: 'fine', refresh: 'fine' })
            const { error } = await client.call('refresh')
            return [error, await client.auth.getAccessToken(), await client.ask('/public'), client.events]
          },
          [tab.config, token],
        )
        assert.equal(/** @type {{ code: string }} */ (called[0])?.code, 'REFRESH_UNAVAILABLE', what)
        assert.equal(called[1], 'fine', what)
        shownNowhere(JSON.stringify(called))

        await anew(older, `old ${what}`, { adopt: { access: 'old' } })
        await older.page.evaluate((token) => localStorage.setItem('old', token), token)
        assert.deepEqual(await older.create(), {})
        assert.equal(await older.status(), 'signedOut', what)
        shownNowhere(await used(older))

        const key = `stored ${what}`
        await anew(stored, key)
        assert.deepEqual(await stored.create(), {})
        assert.equal((await stored.login()).error, undefined)
        // Its client is gone first: it has a good token, and would write that.
        await inLedger(stored.page, key)
        await stored.page.evaluate(
          ([key, token]) => {
            lab.clients.main.auth.dispose()
            const record = JSON.parse(localStorage.getItem(key))
            localStorage.setItem(key, JSON.stringify({ ...record, access: token }))
          },
          [key, token],
        )
        await stored.reload()
        assert.equal(await stored.status(), 'signedOut', what)
        shownNowhere(await used(stored))
        await assertMended(stored, home)
      }
    }),
  )

  test(
    `${engine}: a refresh token that its header cannot hold is none`,
    { skip },
    scene(async ({ home, openTab }) => {
      const tab = await openTab({ config: { refresh: { url: '/refresh', send: 'header:refresh-token' } } })
      for (const [what, token] of texts) {
        home.replies['/api/login'] = () => ({ body: { ...home.issue(), refresh_token: token } })
        assert.equal((await tab.login()).error, undefined, what)
        assert.equal(result(await tab.ask('/me')), 200, what)
        home.expire()
        shownNowhere(await used(tab))
        assert.equal(await tab.status(), 'signedOut', `${what}: its end is the session’s`)
      }
      await assertMended(tab, home)
    }),
  )
}

test('Node: setTokens brings none, and the next login works', async () => {
  const home = await startBackend('home')
  const script = `
    import { createAuth } from ${JSON.stringify(pathToFileURL(`${packageFolder}/index.js`).href)}
    import { inspect } from 'node:util'
    const auth = await createAuth({ baseURL: ${JSON.stringify(`${home.url}/api`)}, login: '/login', refresh: '/refresh' })
    const shown = []
    const outcomes = []
    auth.on('trace', (detail) => shown.push(JSON.stringify(detail)))
    auth.on('warning', (detail) => shown.push(JSON.stringify(detail)))
    const caught = (error) => {
      shown.push(error.message, error.stack, JSON.stringify(error), inspect(error, { depth: 9, showHidden: true }))
      return error.code ?? error.name
    }
    for (const access of ${JSON.stringify(Object.values(bad))}) {
      outcomes.push(await auth.setTokens({ access }).then(() => 'taken', caught))
      outcomes.push(await auth.fetch('/me').then((reply) => reply.status, caught))
      outcomes.push(await auth.get('/me').then((reply) => reply.status, caught))
    }
    await auth.login(${JSON.stringify(login)})
    outcomes.push((await auth.fetch('/me')).status)
    auth.dispose()
    console.log(JSON.stringify({ outcomes, shown: shown.join('\\n') }))`
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    const { outcomes, shown } = JSON.parse(stdout)
    const each = ['CONFIG', 401, 'ERR_BAD_REQUEST']
    assert.deepEqual(outcomes, [...Object.keys(bad).flatMap(() => each), 200])
    shownNowhere(shown)
    assert.ok(shown.length > 200, 'there was something to look through')
  } finally {
    await home.stop()
  }
})
