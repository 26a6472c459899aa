// A polluted Object.prototype changes nothing: of configurations, calls and inits only own properties are read (R25).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { inTime } from './harness/in-time.mjs'
import { result } from './harness/outcomes.mjs'
import { textOf } from './harness/recorder.mjs'
import { makeTokenLab, usual } from './harness/token-lab.mjs'

/** @typedef {import('./harness/backend.mjs').StartedBackend} StartedBackend */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('./harness/token-lab.mjs').TabOptions} TabOptions */

const { scene } = await makeTokenLab()
const fixture = '/fixtures/pollution.js'
/** So many names are poisoned together: one by one takes a minute. */
const groupSize = 8

/** One that says where everything is, and one that leaves it to the defaults. */
/** @type {Record<string, unknown[]>} */
const configs = {
  full: [{ ...usual, attach: {}, tokens: {}, headers: { 'x-own': 'own' } }, ''],
  bare: [{ login: '/api/login', refresh: '/api/refresh', logout: '/api/logout' }, '/api'],
}

/** What came, with the names of the tokens in place of themselves. */
const cameTo = (/** @type {StartedBackend} */ home, /** @type {StartedBackend} */ backend) => {
  const named = home.issued.map((token) => [token, token.replace(/-\d+-\w+$/, '')])
  const without = (/** @type {string} */ text) =>
    named.reduce((text, [token, name]) => text.replaceAll(token, name), text)
  const requests = backend.requests
    .splice(0)
    .filter((/** @type {{ path: string }} */ { path }) => path.startsWith('/api/'))
  return requests.map((/** @type {import('./harness/recorder.mjs').Recorded} */ one) => without(textOf(one)))
}

/** Plays the day with these names poisoned: what the page saw, and all that came to either back-end. */
async function played(
  /** @type {Tab} */ tab,
  /** @type {StartedBackend} */ home,
  /** @type {StartedBackend} */ elsewhere,
  /** @type {string} */ config,
  /** @type {string[]} */ names,
) {
  const playing = tab.page.evaluate(
    async ([fixture, ...args]) => (await lab.import(fixture)).usedWhile(...args),
    [fixture, names, { elsewhere: elsewhere.url }, ...configs[config], `${config} ${names}`],
  )
  const seen = await inTime(playing, 'the page', 12_000).catch((error) => ({ thrown: String(error) }))
  return { seen, home: cameTo(home, home), elsewhere: cameTo(home, elsewhere) }
}

/** A page that is loaded anew each time, and another one after one that hung or spun. */
const pageAnew = (/** @type {(options?: TabOptions | undefined) => Promise<Tab>} */ newTab) => {
  /** @type {Tab} */
  let tab
  return async (/** @type {any} */ last = undefined) => {
    if (!tab || last?.seen.thrown) tab = await newTab()
    else await tab.page.goto(tab.address)
    await tab.page.waitForFunction(() => window.lab !== undefined)
    return tab
  }
}

for (const config of Object.keys(configs)) {
  test(
    `no name on Object.prototype changes what a client does (${config} configuration)`,
    scene(async ({ home, elsewhere, newTab }) => {
      const anew = pageAnew(newTab)
      const first = await anew()
      const names = await first.page.evaluate(
        async (fixture) => Object.keys((await lab.import(fixture)).poisons({ elsewhere: '' })),
        fixture,
      )
      assert.ok(names.length > 40, `${names.length} names`)
      const clean = await played(first, home, elsewhere, config, [])
      assert.equal(clean.seen.seen.length, 15)
      assert.deepEqual(clean.seen.events, ['warning'], 'a token is withheld from elsewhere')
      assert.deepEqual([clean.home.length, clean.elsewhere.length], [11, 1])
      const groups = Array.from({ length: Math.ceil(names.length / groupSize) }, (_, n) =>
        names.slice(n * groupSize, (n + 1) * groupSize),
      )
      const changed = []
      let outcome = clean
      for (const group of [...groups, names]) {
        outcome = await played(await anew(outcome), home, elsewhere, config, group)
        const parts = Object.keys(clean).filter(
          (part) => !isDeepStrictEqual(/** @type {any} */ (outcome)[part], /** @type {any} */ (clean)[part]),
        )
        if (parts.length > 0) changed.push({ group: String(group), parts, seen: outcome.seen })
      }
      assert.deepEqual(changed, [])
    }),
  )
}

test(
  'a Request serves as an init all the same, and so does an object that inherits nothing',
  scene(async ({ home, openSignedIn }) => {
    const tab = await openSignedIn()
    const statuses = await tab.page.evaluate(async (home) => {
      const { auth } = lab.clients.main
      const request = new Request(`${home}/api/other`, {
        method: 'PUT',
        body: 'of the Request',
        headers: { 'x-of': 'the Request' },
      })
      const bare = Object.assign(Object.create(null), { method: 'POST', body: 'bare' })
      // Streams as members need the word.
      Object.defineProperty(request, 'duplex', { value: 'half' })
      const replies = [await auth.fetch('/me?request', request), await auth.fetch('/me?bare', bare)]
      return replies.map(({ status }) => status)
    }, home.url)
    assert.deepEqual(statuses, [200, 200])
    const [request, bare] = home.at('/api/me')
    assert.deepEqual(
      [request.method, request.url, request.body, request.headers['x-of']],
      ['PUT', '/api/me?request', 'of the Request', 'the Request'],
    )
    assert.deepEqual([bare.method, bare.body], ['POST', 'bare'])
    assert.equal(result(await tab.ask('/me')), 200)
  }),
)
