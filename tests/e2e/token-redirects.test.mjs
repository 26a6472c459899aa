// A redirect of a refresh, a login or a logout is followed nowhere: no token and no password goes there, nothing is taken from there (R25).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { lineOf } from './harness/recorder.mjs'
import { makeTokenLab, warned } from './harness/token-lab.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('./harness/backend.mjs').StartedBackend} StartedBackend */

const statuses = [301, 302, 303, 307, 308]
const password = 'correct-horse-battery'

/** One configuration for each way in which a refresh token travels. */
const sends = {
  body: { refresh: '/refresh' },
  header: { refresh: { url: '/refresh', send: 'header:refresh-token' } },
  query: { refresh: { url: '/refresh', method: 'GET', send: 'query:refresh_token' } },
  form: { refresh: { url: '/refresh', send: 'form:refresh_token' } },
}

/** Logs in, and calls the method that is redirected; what became of it as plain data. */
const played = (
  /** @type {Tab} */ tab,
  /** @type {string} */ name,
  /** @type {{}} */ config,
  /** @type {string} */ method,
  /** @type {unknown[]} */ args,
) =>
  tab.page.evaluate(
    /** @returns {Promise<any>} */
    async ([name, config, method, args]) => {
      const opened = await lab.open({ ...config, storageKey: name }, name)
      if (opened.error) return opened
      const client = lab.clients[name]
      if (method !== 'login') {
        const { error } = await client.call('login', { username: 'demo', password: 'demo' })
        if (error) return { error }
      }
      const before = await client.auth.getAccessToken()
      const { error } = await client.call(method, ...args)
      return {
        error: error?.code ?? 'none',
        kept: (await client.auth.getAccessToken()) === before,
        status: client.auth.session.status,
        stored: localStorage.getItem(name),
        refused: client.events.filter((one) => one.detail.code === 'REDIRECT_REFUSED').length,
      }
    },
    /** @type {[string, object, string, unknown[]]} */ ([name, { ...tab.config, ...config }, method, args]),
  )

/**
 * One redirect, and the call that meets it.
 * @typedef {{ name: string, config: object, method: string, args?: unknown[], reply(): unknown }} Case
 */

/** Plays each case, and names those that did not come out as expected. */
async function playAll(
  /** @type {Tab} */ tab,
  /** @type {StartedBackend} */ elsewhere,
  /** @type {Case[]} */ cases,
  /** @type {{ error: string; kept: boolean; status: string; refused: number; }} */ expected,
) {
  const wrong = []
  for (const { name, config, method, args = [], reply } of cases) {
    reply()
    const { stored, ...outcome } = await played(tab, name, config, method, args)
    const came = elsewhere.requests.splice(0).map(lineOf)
    const believed = Boolean(stored?.includes('elsewhere'))
    const all = { ...outcome, believed, came }
    if (!isDeepStrictEqual(all, { ...expected, believed: false, came: [] })) wrong.push({ name, ...all })
  }
  assert.deepEqual(wrong, [])
}

/** Elsewhere would take it and answer with tokens of its own. */
const redirecting =
  (
    /** @type {StartedBackend} */ home,
    /** @type {string} */ path,
    /** @type {number} */ status,
    /** @type {string} */ to,
  ) =>
  () => {
    home.replies[path] = () => ({ status, headers: { location: to } })
  }

for (const engine of ['chromium', 'firefox']) {
  const { skip, scene } = await makeTokenLab(engine)

  test(
    `${engine}: a refresh that is redirected to another origin keeps the session and tells of it once`,
    { skip },
    scene(async ({ home, elsewhere, newTab }) => {
      const tab = await newTab()
      const to = `${elsewhere.url}/api/login`
      const cases = statuses.flatMap((status) =>
        Object.entries(sends).map(([send, config]) => ({
          name: `${status} ${send}`,
          config,
          method: 'refresh',
          reply: redirecting(home, '/api/refresh', status, to),
        })),
      )
      const expected = { error: 'REFRESH_UNAVAILABLE', kept: true, status: 'signedIn', refused: 1 }
      await playAll(tab, elsewhere, cases, expected)
      assert.equal(home.at('/api/refresh').length, cases.length * 2, 'each was tried twice')
    }),
  )

  test(
    `${engine}: a login that is redirected to another origin takes no password there and no token from there`,
    { skip },
    scene(async ({ home, elsewhere, newTab }) => {
      const tab = await newTab()
      const wrong = []
      for (const status of statuses) {
        redirecting(home, '/api/login', status, `${elsewhere.url}/api/login`)()
        const outcome = await played(tab, `login ${status}`, {}, 'login', [{ username: 'demo', password }])
        if (outcome.error === 'none') wrong.push(`${status}: the login was believed`)
        if (outcome.status !== 'signedOut') wrong.push(`${status}: ${outcome.status}`)
        if (outcome.stored) wrong.push(`${status}: something is stored`)
        if (outcome.refused !== 1) wrong.push(`${status}: ${outcome.refused} warnings`)
      }
      assert.deepEqual(elsewhere.requests.map(lineOf), [], 'nothing came to elsewhere')
      assert.equal(home.saw(password).length, statuses.length, 'it was sent to home')
      assert.deepEqual(wrong, [])
    }),
  )

  test(
    `${engine}: a logout that is redirected to another origin takes no token there`,
    { skip },
    scene(async ({ home, elsewhere, newTab }) => {
      const tab = await newTab()
      // The access token travels in a header that browsers do not strip.
      const attach = { header: 'token', scheme: '' }
      const cases = statuses.flatMap((status) =>
        Object.entries(sends).map(([send, config]) => ({
          name: `out ${status} ${send}`,
          config: { ...config, attach },
          method: 'logout',
          reply: redirecting(home, '/api/logout', status, `${elsewhere.url}/api/logout`),
        })),
      )
      // After a logout there is no token to be kept.
      const expected = { error: 'none', kept: false, status: 'signedOut', refused: 1 }
      await playAll(tab, elsewhere, cases, expected)
      assert.equal(home.at('/api/logout').length, cases.length)
    }),
  )
}

const { scene } = await makeTokenLab()

test(
  'a redirect within the origin is told of by the same name',
  scene(async ({ home, elsewhere, openSignedIn, newTab }) => {
    const tab = await openSignedIn()
    redirecting(home, '/api/refresh', 308, '/api/v2/refresh')()
    home.replies['/api/v2/refresh'] = () => ({ body: home.issue() })
    const before = await tab.call('getAccessToken')
    assert.equal((await tab.call('refresh')).error?.code, 'REFRESH_UNAVAILABLE')
    assert.deepEqual(await tab.call('getAccessToken'), before)
    assert.equal(await warned(tab, 'REDIRECT_REFUSED'), 1)
    const [{ message }] = (await tab.events('warning')).filter(
      (/** @type {{ code: string }} */ { code }) => code === 'REDIRECT_REFUSED',
    )
    assert.match(message, /^[A-Z].+\.$/)

    const other = await newTab({ config: { storageKey: 'other' } })
    assert.deepEqual(await other.create(), {})
    redirecting(home, '/api/login', 307, '/api/v2/login')()
    assert.ok((await other.login('demo', password)).error)
    assert.equal(await warned(other, 'REDIRECT_REFUSED'), 1)
    assert.deepEqual(home.at('/api/v2/login'), [])
    assert.deepEqual(elsewhere.requests, [])
  }),
)
