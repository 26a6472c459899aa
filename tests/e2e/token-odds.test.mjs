// Odds and ends of tokens: what an older app left, an absurd clock, very short lives, a resource that always says 401.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { all, result, results } from './harness/outcomes.mjs'
import { makeTokenLab, usual, warned } from './harness/token-lab.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const { scene } = await makeTokenLab()

/** A JWT whose signature nobody checks. */
const jwt = (/** @type {object} */ claims) => {
  const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part(claims)}.c2lnbmVk`
}
const adopt = { access: 'old.access', refresh: 'old.refresh' }

const leave = (/** @type {Tab} */ tab, /** @type {Record<string, string>} */ entries) =>
  tab.page.evaluate((entries) => {
    for (const [key, text] of Object.entries(entries)) localStorage.setItem(key, text)
  }, entries)

test(
  'a text that stands for nothing is no token of an older app’s',
  scene(async ({ home, newTab }) => {
    const nothing = [
      'undefined',
      'null',
      '"undefined"',
      '"null"',
      '""',
      'NaN',
      'false',
      '[object Object]',
      ' ',
    ]
    const taken = []
    const tab = await newTab()
    for (const text of nothing) {
      // The same page, loaded anew; its client knows nothing of the last one's.
      await tab.page.goto(tab.address)
      tab.config = { ...usual, adopt, storageKey: `with ${text}` }
      await leave(tab, { 'old.access': text, 'old.refresh': 'undefined' })
      assert.deepEqual(await tab.create(), {})
      if ((await tab.status()) !== 'signedOut') taken.push(text)
      await tab.ask('/me')
      await tab.page.evaluate(() => localStorage.clear())
    }
    assert.deepEqual(taken, [])
    const carried = home.at('/api/me').map(({ headers }) => headers.authorization)
    assert.deepEqual(carried, all(nothing.length, undefined))

    // Beside a good access token it is no refresh token.
    await tab.page.goto(tab.address)
    tab.config = { ...usual, adopt }
    const { access_token } = home.issue()
    await leave(tab, { 'old.access': access_token, 'old.refresh': 'undefined' })
    assert.deepEqual(await tab.create(), {})
    assert.equal((await tab.ask('/me')).body.token, access_token)
    home.expire()
    assert.equal(result(await tab.ask('/me')), 401)
    assert.deepEqual(home.at('/api/refresh'), [])
  }),
)

test(
  'an older app’s tokens are taken over once: written again after a logout, they sign nobody in',
  scene(async ({ home, newTab }) => {
    const tab = await newTab({ config: { adopt } })
    const older = () => {
      const { access_token, refresh_token } = home.issue()
      return { 'old.access': access_token, 'old.refresh': refresh_token }
    }
    await leave(tab, older())
    assert.deepEqual(await tab.create(), {})
    assert.equal(await tab.status(), 'signedIn')
    await tab.call('logout')
    const again = older()
    await leave(tab, again)
    await tab.reload()
    assert.equal(await tab.status(), 'signedOut')
    await tab.ask('/me')
    assert.deepEqual(home.saw(again['old.access']), [])
  }),
)

/** Ends that a server names by its own clock. */
const ends = {
  'in JWTs': (/** @type {(life: number) => number} */ at) => ({
    access_token: jwt({ exp: at(3_600) }),
    refresh_token: jwt({ exp: at(86_400) }),
  }),
  beside: (/** @type {(life: number) => number} */ at) => ({
    expires_at: at(3_600),
    refreshExpires: at(86_400),
  }),
}

for (const [how, lasting] of Object.entries(ends)) {
  for (const where of ['login', 'refresh']) {
    for (const date of ['Thu, 01 Jan 1970 00:00:00 GMT', 'Thu, 31 Dec 2099 23:59:59 GMT']) {
      test(
        `one absurd date on the reply to a ${where} (${date.slice(12, 16)}, ends ${how}) ends no session`,
        scene(async ({ home, openSignedIn }) => {
          /** @type {string | undefined} */
          let wrongAt = `/api/${where}`
          const now = Math.floor(Date.now() / 1000)
          // Each is another: a second of life more.
          const at = (/** @type {number} */ life) => now + life + home.issued.length
          for (const path of ['/api/login', '/api/refresh']) {
            home.replies[path] = () => {
              const headers = path === wrongAt ? { date } : {}
              if (path === wrongAt) wrongAt = undefined
              const body = { ...home.issue(), ...lasting(at) }
              home.issued.splice(-2, 2, body.access_token, body.refresh_token)
              return { headers, body }
            }
          }
          home.replies['/api/me'] = ({ headers }) => ({
            status: headers.authorization === `Bearer ${home.issued.at(-2)}` ? 200 : 401,
          })
          const tab = await openSignedIn()
          if (where === 'refresh') assert.equal((await tab.call('refresh')).error, undefined)
          assert.equal(wrongAt, undefined)
          const refreshes = home.at('/api/refresh').length
          assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
          await tab.reload()
          assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
          // And the next reply, with a date that is right, is as good as ever.
          assert.equal((await tab.call('refresh')).error, undefined)
          assert.deepEqual(results(await tab.askMany(5, '/me')), all(5, 200))
          assert.equal(await tab.status(), 'signedIn')
          assert.deepEqual(await tab.events('signedOut'), [])
          assert.deepEqual(await tab.events('loginRequired'), [])
          const more = home.at('/api/refresh').length - refreshes
          assert.ok(more <= 2, `${more} refreshes, one of them asked for`)
        }),
      )
    }
  }
}

test(
  'lives of 50, 300 and 600 ms make no stream of refreshes on an idle page',
  scene(async ({ home, newTab }) => {
    const tab = await newTab()
    await tab.page.evaluate(
      async ([config, lives]) => {
        /** @type {Record<number, number>} */
        const counts = {}
        window.counts = counts
        for (const life of lives) {
          counts[life] = 0
          const end = () => Date.now() + life
          const refresh = async () => {
            counts[life] += 1
            return { access: `a${counts[life]}`, refresh: 'r', accessExpiresAt: end() }
          }
          const auth = await lab.createAuth({ ...config, refresh, storageKey: `for ${life}` })
          await auth.setTokens({ access: 'a', refresh: 'r', accessExpiresAt: end() })
        }
      },
      [tab.config, [50, 300, 600]],
    )
    // The same by an endpoint that says so.
    home.replies['/api/refresh'] = () => ({ body: { ...home.issue(), expires_in: 0.3 } })
    home.replies['/api/login'] = home.replies['/api/refresh']
    assert.deepEqual(await tab.create(), {})
    assert.equal((await tab.login()).error, undefined)
    // An idle page tells of nothing: there is only time to wait for.
    const counts = await tab.page.evaluate(
      () => new Promise((resolve) => setTimeout(resolve, 3_000, window.counts)),
    )
    const many = Object.entries(counts).filter(([, count]) => count > 2)
    assert.equal(Object.keys(counts).length, 3)
    assert.deepEqual(many, [], 'at most two refreshes in 3 s')
    const made = home.at('/api/refresh').length
    assert.ok(made <= 2, `${made} refreshes in 3 s`)
  }),
)

test(
  'a resource that always says 401 costs one refresh, not one for each call, and the others none',
  scene(async ({ home, openSignedIn }) => {
    const tab = await openSignedIn()
    home.replies['/api/never'] = () => ({ status: 401, body: { error: 'not for you' } })
    for (let call = 0; call < 10; call += 1)
      assert.equal(result(await tab.ask('/never')), 401, `call ${call}`)
    assert.deepEqual(results(await tab.askMany(10, '/never')), all(10, 401))
    assert.equal(result(await tab.ask('/me')), 200)
    assert.equal(home.at('/api/refresh').length, 1)
    assert.equal(await warned(tab, 'FRESH_TOKEN_REJECTED'), 1)
    // Others are renewed as ever.
    home.expire()
    assert.equal(result(await tab.ask('/me')), 200)
    assert.equal(home.at('/api/refresh').length, 2)
    assert.equal(await tab.status(), 'signedIn')
  }),
)
