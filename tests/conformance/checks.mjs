// The list: what every back-end must see a client do. Each check gets two tabs, of which only `a` is in use at first.
import assert from 'node:assert/strict'
import { all, result, results } from '../e2e/harness/outcomes.mjs'
import { NotRun } from './probes.mjs'

/** @typedef {import('./subject.mjs').Subject} Subject */
/** @typedef {import('./subject.mjs').Call} Call */
/** @typedef {import('./subject-tab.mjs').SubjectTab} SubjectTab */
/** @typedef {import('../e2e/harness/outcomes.mjs').Outcome} Outcome */
/** @typedef {import('../../npm/types.ts').BodyMatch} BodyMatch */
/** @typedef {import('../e2e/fixtures/lab-client.js').Left} Left */

/**
 * What a check has to play with.
 * @typedef {object} Scene
 * @property {SubjectTab} a
 * @property {SubjectTab} b
 * @property {SubjectTab[]} tabs those in use
 * @property {() => Promise<void>} openB puts `b` to use, too
 * @property {Subject} subject
 * @property {import('./probes.mjs').Probe} probe
 * @property {string} baseURL
 * @property {() => Promise<import('./browsers.mjs').AnyPage>} newPage
 * @property {string} returnTo where a sign-in page of the back-end's own leads back to
 */

/** One of the list: it rejects where the client fails. @typedef {(scene: Scene) => Promise<void>} Check */

/** Checks by name. @typedef {Record<string, Check>} Checks */

/**
 * @param {BodyMatch} match
 * @param {Left} body
 */
function matches({ path, in: values }, body) {
  const value = path.split('.').reduce((inner, key) => inner?.[key], body)
  return values ? values.includes(value) : ![undefined, null, false, ''].includes(value)
}

/**
 * Whether a request was served: a good status, and no body that says "expired".
 * @param {Subject} subject
 * @param {Outcome} outcome
 */
export function isServed({ auth }, { status, body }) {
  const signs = [auth.expired?.body ?? []].flat()
  return status >= 200 && status < 300 && !signs.some((sign) => matches(sign, body))
}

/**
 * The POST of this JSON to an address, or as the subject puts it.
 * @param {NonNullable<Subject['post']>} post
 * @param {string} json
 * @returns {Call}
 */
function posting(post, json) {
  if (typeof post === 'function') return post(json)
  return { url: post, method: 'POST', headers: { 'content-type': 'application/json' }, body: json }
}

/** By the credentials, or by the back-end's own pages. */
export async function logIn(/** @type {Scene} */ scene) {
  const { a, subject } = scene
  const { error } = await (subject.signIn?.(scene) ?? a.call('login', subject.credentials))
  assert.equal(error, undefined, error?.message)
  assert.equal(await a.status(), 'signedIn')
}

/**
 * @param {Scene} scene
 * @param {Outcome[]} outcomes
 */
function assertServed({ subject }, outcomes) {
  const bad = outcomes.filter((outcome) => !isServed(subject, outcome))
  assert.ok(bad.length === 0, `${bad.length} of ${outcomes.length} not served: ${[...new Set(results(bad))]}`)
}

/**
 * @param {Scene} scene
 * @param {number} expected
 */
async function assertRefreshes({ probe, tabs }, expected) {
  const made = await probe.refreshes(tabs)
  assert.ok(made === expected, `${made} refreshes instead of ${expected}`)
}

/** @type {Checks} */
export const checks = {
  login: async (scene) => {
    const { a, subject } = scene
    await logIn(scene)
    assertServed(scene, [await a.ask(subject.get)])
    assert.deepEqual(await a.events('signedIn'), [{ by: subject.by ?? 'login' }])
    await assertRefreshes(scene, 0)
  },

  expiry: async (scene) => {
    const { a, subject, probe } = scene
    await logIn(scene)
    for (const round of [1, 2]) {
      await probe.expire([a])
      assertServed(scene, [await a.ask(subject.get)])
      await assertRefreshes(scene, round)
    }
  },

  'ten at once': async (scene) => {
    const { a, subject, probe } = scene
    await logIn(scene)
    await probe.expire([a])
    const outcomes = await a.askMany(10, subject.get)
    assert.equal(outcomes.length, 10)
    assertServed(scene, outcomes)
    await assertRefreshes(scene, 1)
  },

  'late 401': async (scene) => {
    const { a, subject, probe } = scene
    if (probe.accessLifetime) throw new NotRun('a token that expires on order')
    await logIn(scene)
    await probe.expire([a])
    await a.page.evaluate(() => lab.wire.holdNext())
    await a.start(1, subject.get)
    await a.page.waitForFunction(() => lab.wire.held === 1)
    assertServed(scene, [await a.ask(subject.get)])
    await a.page.evaluate(() => lab.wire.release())
    assertServed(scene, await a.outcomes())
    await assertRefreshes(scene, 1)
  },

  refused: async (scene) => {
    const { a, subject, probe } = scene
    await logIn(scene)
    await probe.refuse([a])
    await probe.expire([a])
    const outcomes = await a.askMany(3, subject.get)
    const served = outcomes.filter((outcome) => !outcome.error && isServed(subject, outcome))
    assert.equal(served.length, 0, 'nothing is served')
    const faults = outcomes.filter(({ error }) => error).map(result)
    const others = faults.filter((fault) => fault !== 'SESSION_EXPIRED')
    assert.ok(others.length === 0, `a refused refresh came to ${[...new Set(others)]}`)
    assert.deepEqual(await a.events('loginRequired'), [{ reason: 'refreshRejected' }])
    assert.equal(await a.status(), 'signedOut')
    await assertRefreshes(scene, 1)
    await logIn(scene)
  },

  transient: async (scene) => {
    const { a, subject, probe } = scene
    await logIn(scene)
    await probe.expire([a])
    await probe.makeBusy(a, 2)
    assertServed(scene, await a.askMany(3, subject.get))
    await assertRefreshes(scene, 3)
    await probe.expire([a])
    await probe.makeBusy(a, 3)
    assert.deepEqual(results(await a.askMany(3, subject.get)), all(3, 'REFRESH_UNAVAILABLE'))
    assert.equal(await a.status(), 'signedIn')
    assert.deepEqual(await a.events('loginRequired'), [])
  },

  reload: async (scene) => {
    const { a, subject, probe } = scene
    await logIn(scene)
    await a.reload()
    assert.equal(await a.settled(), 'signedIn')
    assertServed(scene, [await a.ask(subject.get)])
    const before = await probe.refreshes([a])
    await probe.expire([a])
    assertServed(scene, [await a.ask(subject.get)])
    await assertRefreshes(scene, before + 1)
  },

  'two tabs': async (scene) => {
    const { a, b, subject, probe, openB } = scene
    await logIn(scene)
    await openB()
    assert.equal(await b.settled(), 'signedIn')
    for (const round of [1, 2]) {
      await probe.expire([a, b])
      const at = Date.now() + 100
      await Promise.all([a, b].map((tab) => tab.start(5, subject.get, { at })))
      for (const tab of [a, b]) assertServed(scene, await tab.outcomes())
      await assertRefreshes(scene, round)
    }
    await a.call('logout')
    await b.told('signedOut')
    assert.equal(await b.status(), 'signedOut')
  },

  logout: async (scene) => {
    const { a, subject, probe } = scene
    await logIn(scene)
    await a.call('logout')
    await probe.confirmLogout()
    assert.equal(await a.status(), 'signedOut')
    assert.deepEqual(await a.events('signedOut'), [{ by: 'logout' }])
    assert.equal(isServed(subject, await a.ask(subject.get)), false, 'nothing is served without a token')
    await assertRefreshes(scene, 0)
    await logIn(scene)
    assertServed(scene, [await a.ask(subject.get)])
  },

  'body replay': async (scene) => {
    const { a, subject, probe } = scene
    if (!subject.post) throw new NotRun('`post`, an address that takes a POST')
    await logIn(scene)
    await probe.expire([a])
    const text = JSON.stringify({ text: 'Größe, 尺寸, \u0000', at: Date.now() })
    const call = posting(subject.post, text)
    await a.page.evaluate((path) => lab.wire.watchBodies(path), call.url)
    const reply = await a.ask(call)
    assert.equal(isServed(subject, reply), true, `POST: ${result(reply)}`)
    assert.deepEqual(await a.page.evaluate(() => lab.wire.bodies()), [call.body, call.body])
    if (subject.echoed) assert.equal(subject.echoed(reply.body), text)
    await assertRefreshes(scene, 1)
  },

  'wrong password': async (scene) => {
    const { a, subject } = scene
    if (!subject.wrongCredentials) throw new NotRun('`wrongCredentials`')
    const { error } = await a.call('login', subject.wrongCredentials)
    assert.ok(['ERR_BAD_REQUEST', 'LOGIN_REJECTED'].includes(error?.code), `it came to ${error?.code}`)
    assert.equal(await a.status(), 'signedOut')
    assert.deepEqual(await a.events('signedIn'), [])
    await logIn(scene)
  },
}
