// A login's reply that comes after a logout or a newer login changes nothing, and its caller is told; a body that is still
// being read goes out as nobody else's (R9).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { result } from './harness/outcomes.mjs'
import { makeTokenLab } from './harness/token-lab.mjs'
import * as without from './harness/without.mjs'

/** @typedef {import('./harness/backend.mjs').StartedBackend} StartedBackend */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const { scene } = await makeTokenLab()

/** Logins are answered when the test says so: `answer(user)` lets that user's go. */
function answeredByHand(/** @type {StartedBackend} */ home) {
  const waiting = new Map()
  home.replies['/api/login'] = ({ body }) => {
    const { username } = JSON.parse(body)
    return new Promise((resolve) => {
      waiting.set(username, () => resolve({ body: { ...home.issue(), username } }))
    })
  }
  let begun = home.at('/api/login').length
  return {
    /** Starts a login; resolves once it has come to the server. */
    async begin(/** @type {Tab} */ tab, /** @type {string} */ username) {
      begun += 1
      await tab.page.evaluate((username) => {
        window.logins ??= {}
        window.logins[username] = lab.clients.main.auth.login({ username, password: username }).then(
          ({ status }) => ({ status }),
          (error) => ({ code: error.code, reply: error.response?.status, ofOurs: lab.plain(error).ours }),
        )
      }, username)
      await home.arrived('/api/login', begun)
    },
    answer: (/** @type {string} */ username) => waiting.get(username)(),
    outcome: (/** @type {Tab} */ tab, /** @type {string} */ username) =>
      tab.page.evaluate((username) => window.logins[username], username),
  }
}

const late = { code: 'SESSION_CHANGED', reply: 200, ofOurs: true }
const token = async (/** @type {Tab} */ tab) => (await tab.call('getAccessToken')).value ?? null

test(
  'a login that is answered after a logout signs nobody in',
  scene(async ({ home, openTab, openSignedIn }) => {
    for (const signedIn of [false, true]) {
      delete home.replies['/api/login']
      const storageKey = `out ${signedIn}`
      const tab = await (signedIn ? openSignedIn : openTab)({ config: { storageKey } })
      const logins = answeredByHand(home)
      await logins.begin(tab, 'anna')
      assert.equal((await tab.call('logout')).error, undefined)
      logins.answer('anna')
      assert.deepEqual(await logins.outcome(tab, 'anna'), late, `signed in before: ${signedIn}`)
      assert.equal(await tab.status(), 'signedOut')
      assert.equal(await token(tab), null)
      await tab.reload()
      assert.equal(await tab.status(), 'signedOut')
    }
  }),
)

test(
  'of two logins the later wins, however late the earlier is answered',
  scene(async ({ home, openTab }) => {
    const tab = await openTab()
    const logins = answeredByHand(home)
    await logins.begin(tab, 'anna')
    await logins.begin(tab, 'bert')
    logins.answer('bert')
    assert.deepEqual(await logins.outcome(tab, 'bert'), { status: 200 })
    const berts = home.issued.at(-2)
    logins.answer('anna')
    assert.deepEqual(await logins.outcome(tab, 'anna'), late)
    assert.equal(await token(tab), berts)
    await tab.reload()
    assert.equal(await token(tab), berts)
    assert.equal((await tab.events('signedIn')).length, 1)
  }),
)

test(
  'answered in their order, the later wins as well; tokens that are set are a login',
  scene(async ({ home, openTab }) => {
    const tab = await openTab()
    const logins = answeredByHand(home)
    await logins.begin(tab, 'anna')
    await logins.begin(tab, 'bert')
    logins.answer('anna')
    await logins.outcome(tab, 'anna')
    logins.answer('bert')
    assert.deepEqual(await logins.outcome(tab, 'bert'), { status: 200 })
    assert.equal(await token(tab), home.issued.at(-2))

    await logins.begin(tab, 'carl')
    assert.equal((await tab.call('setTokens', { access: 'set-meanwhile' })).error, undefined)
    logins.answer('carl')
    assert.deepEqual(await logins.outcome(tab, 'carl'), late)
    assert.equal(await token(tab), 'set-meanwhile')
    assert.deepEqual(home.saw(home.issued[home.issued.length - 2]), [], 'the late token was never sent')
  }),
)

for (const [what, prepare] of /** @type {[string, (() => void) | undefined][]} */ ([
  ['', without.nothing],
  [' (without BroadcastChannel)', without.broadcastChannel],
  [' (without Web Locks)', without.webLocks],
])) {
  test(
    `a login in another tab that came later wins over one that is answered late${what}`,
    scene(async ({ home, openTab }) => {
      const [slow, quick] = [await openTab({ prepare }), await openTab({ prepare })]
      const logins = answeredByHand(home)
      await logins.begin(slow, 'anna')
      await logins.begin(quick, 'bert')
      logins.answer('bert')
      assert.deepEqual(await logins.outcome(quick, 'bert'), { status: 200 })
      const berts = home.issued.at(-2)
      await slow.told('signedIn')
      logins.answer('anna')
      assert.deepEqual(await logins.outcome(slow, 'anna'), late)
      for (const tab of [slow, quick]) {
        assert.equal(await token(tab), berts)
        assert.equal((await tab.ask('/me')).body.token, berts)
        await tab.reload()
        assert.equal(await token(tab), berts)
      }
    }),
  )

  test(
    `a logout in another tab wins over a login that is answered late${what}`,
    scene(async ({ home, openTab, openSignedIn }) => {
      const [slow, other] = [await openSignedIn({ prepare }), await openTab({ prepare })]
      const logins = answeredByHand(home)
      await logins.begin(slow, 'anna')
      await other.call('logout')
      await slow.told('signedOut')
      logins.answer('anna')
      assert.deepEqual(await logins.outcome(slow, 'anna'), late)
      for (const tab of [slow, other]) {
        assert.equal(await tab.status(), 'signedOut')
        await tab.reload()
        assert.equal(await tab.status(), 'signedOut')
      }
    }),
  )
}

test(
  'a body that is still being read while another logs in goes out with nobody’s token',
  scene(async ({ home, openSignedIn }) => {
    for (const input of ['init', 'Request']) {
      const tab = await openSignedIn({ config: { storageKey: input } })
      const annas = home.issued.at(-2)
      await tab.page.evaluate(
        ([input, home]) => {
          const { auth } = lab.clients.main
          const body = new ReadableStream({
            start: (controller) => {
              controller.enqueue(new TextEncoder().encode('anna’s own words'))
              window.stream = controller
            },
          })
          const init = /** @type {RequestInit} */ ({ method: 'POST', body, duplex: 'half' })
          const address = `${home}/api/upload`
          const sent = input === 'init' ? auth.fetch(address, init) : auth.fetch(new Request(address, init))
          window.upload = sent.then(
            ({ status }) => status,
            (error) => error.code ?? error.name,
          )
        },
        [input, home.url],
      )
      await tab.call('logout')
      assert.equal((await tab.login('bert')).error, undefined)
      const berts = home.issued.at(-2)
      await tab.page.evaluate(() => {
        window.stream.enqueue(new TextEncoder().encode(', and more'))
        window.stream.close()
      })
      assert.equal(await tab.page.evaluate(() => window.upload), 'SESSION_CHANGED', input)
      // Something sent after it has come: so would it have.
      assert.equal(result(await tab.ask('/me')), 200)
      assert.deepEqual(home.at('/api/upload'), [], input)
      assert.deepEqual(home.saw('anna’s own words'), [])
      assert.notEqual(annas, berts)
    }
  }),
)
