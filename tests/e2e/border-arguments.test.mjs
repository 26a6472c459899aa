// R34: arguments of the wrong kind. Nothing is thrown at once, fetch's own errors come, and the client lives on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaintsOf, playAll, stillWorks, watched } from './harness/border.mjs'
import { inTime } from './harness/in-time.mjs'
import { makeLab } from './harness/lab.mjs'
import { long } from './harness/long.mjs'

const scene = makeLab()

/** A usual bug repeats itself, once a second or in every render: 114 to 241 of these used to be the end of the client. */
const times = 300

/** How often a client that takes another way meets each case, if another such client has its turn with it. */
const some = 10

const clients = {
  'as it is': {},
  'with a timeout': { timeout: 20_000 },
  'with a match in bodies': { expired: { body: { path: 'code', in: [401] } } },
  'on an exempt path': { attach: { exempt: ['/bearer/public', '/bearer/echo'] } },
  'with a pattern that throws': 'spoilt',
}

/** The plain client takes every case so often, and the others share them out, unless it is a long run. */
const turnOf = (/** @type {number} */ client) => (/** @type {number} */ case_) =>
  long || client === 0 || case_ % (Object.keys(clients).length - 1) === client - 1

for (const [n, [what, config]] of Object.entries(clients).entries()) {
  const inTurn = turnOf(n)
  test(
    `auth.fetch, ${what}: whatever fetch is given, the same comes of it, up to ${times} times in a row`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn()
      await watched(tab, 'border-nonsense', 'border-fetch-arguments')
      const error = await tab.page.evaluate(async (config) => {
        const spoilt = () => ({ attach: { exempt: [lab.border.spoiltCall(/never/, 'exec')] } })
        const { error } = await lab.open(
          { baseURL: '/bearer', refresh: '/refresh', ...(config === 'spoilt' ? spoilt() : config) },
          'other',
        )
        return error
      }, config)
      assert.equal(error, undefined)
      const names = await tab.page.evaluate(() => Object.keys(lab.border.fetchCases))
      assert.ok(names.length > 80, `${names.length} cases`)
      await playAll(names, async (name) => {
        const compared = tab.page.evaluate(
          ([name, often]) => lab.border.compareFetch(name, 'other', often),
          [name, inTurn(names.indexOf(name)) ? times : some],
        )
        const { ours, theirs } = await inTime(compared, name)
        return String(ours) === String(theirs) ? undefined : { ours, theirs }
      })
      await stillWorks(tab, server, what, { name: 'other' })
      await stillWorks(tab, server, what)
      assert.deepEqual(await complaintsOf(tab), [])
    }),
  )
}

/** The verbs' many cases are shared out: each test has a minute. */
for (const [what, table, part = 0, parts = 1] of [
  ...[0, 1, 2, 3, 4, 5].map((part) => [`the verbs, ${part + 1} of 6`, 'verbCases', part, 6]),
  ['login and setTokens', 'otherCases'],
  ['createAuth', 'createCases'],
]) {
  test(
    `${what}: wrong arguments reject, ${times} times in a row`,
    scene(async ({ server, openSignedIn }) => {
      const tab = await openSignedIn()
      await watched(tab, 'border-arguments')
      const names = await tab.page.evaluate((table) => Object.keys(lab.border[table]), table)
      const ours = names.filter((_, index) => index % Number(parts) === part)
      await playAll(ours, async (name) => {
        // A login writes down that it has begun, for all tabs.
        const often = name.startsWith('login') ? times / 10 : times
        const played = tab.page.evaluate(
          ([table, name, times]) => lab.border.playArguments(lab.border[table], name, times),
          [table, name, often],
        )
        const wrong = await inTime(played, name)
        return wrong.length === 0 ? undefined : wrong
      })
      assert.equal(await tab.status(), 'signedIn')
      await stillWorks(tab, server, what)
      assert.deepEqual(await complaintsOf(tab), [])
    }),
  )
}
