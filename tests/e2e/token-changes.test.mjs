// What is judged is what is sent: an input is read once, at the call, whatever it is and whatever becomes of it (R25).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeTokenLab } from './harness/token-lab.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('./harness/backend.mjs').StartedBackend} StartedBackend */

const fixture = '/fixtures/changing-inputs.js'

/** @typedef {() => Promise<unknown>} Step */

const run = (/** @type {Tab} */ tab, /** @type {string} */ name, /** @type {unknown[]} */ ...args) =>
  tab.page.evaluate(
    async ([fixture, name, args]) => (await lab.import(fixture))[name](...args),
    [fixture, name, args],
  )

const namesIn = (/** @type {Tab} */ tab, /** @type {string} */ table) =>
  tab.page.evaluate(
    async ([fixture, table]) => Object.keys((await lab.import(fixture))[table]),
    [fixture, table],
  )

const addresses = (
  /** @type {StartedBackend} */ home,
  /** @type {StartedBackend} */ elsewhere,
  /** @type {string} */ name,
) => {
  const query = `case=${encodeURIComponent(name)}`
  return { home: `${home.url}/api/echo?${query}`, elsewhere: `${elsewhere.url}/api/echo?${query}` }
}

/** Where tokens of home's are seen elsewhere. */
const leaks = (/** @type {StartedBackend} */ home, /** @type {StartedBackend} */ elsewhere) =>
  home.issued.flatMap((secret) => elsewhere.saw(secret))

/** When an input is changed: while it waits for a refresh that another has begun, before its own replay, or right after the call. */
const moments = {
  'while the request waits for the refresh': async (
    /** @type {Tab} */ tab,
    /** @type {StartedBackend} */ home,
    /** @type {Step} */ start,
    /** @type {Step} */ change,
  ) => {
    home.expire()
    const release = home.hold('/api/refresh')
    const before = home.at('/api/refresh').length
    await tab.start(1, '/first')
    await home.arrived('/api/refresh', before + 1)
    await start()
    await change()
    release()
    await tab.outcomes()
  },
  'before its replay': async (
    /** @type {Tab} */ _tab,
    /** @type {StartedBackend} */ home,
    /** @type {Step} */ start,
    /** @type {Step} */ change,
  ) => {
    home.expire()
    const release = home.hold('/api/refresh')
    const before = home.at('/api/refresh').length
    const change0 = await start()
    // A stream does not end by itself: it is not sent before.
    if (change0) await change()
    await home.arrived('/api/refresh', before + 1)
    if (!change0) await change()
    release()
  },
  'right after the call': async (
    /** @type {Tab} */ _tab,
    /** @type {StartedBackend} */ _home,
    /** @type {Step} */ start,
    /** @type {Step} */ change,
  ) => {
    await start()
    await change()
  },
}

for (const engine of ['chromium', 'firefox']) {
  const { skip, scene } = await makeTokenLab(engine)

  for (const [moment, play] of Object.entries(moments)) {
    test(
      `${engine}: what is changed ${moment} arrives as it was said`,
      { skip },
      scene(async ({ home, elsewhere, openSignedIn }) => {
        const tab = await openSignedIn()
        const names = await namesIn(tab, 'honest')
        assert.ok(names.length > 10, `${names.length} inputs`)
        const wrong = []
        for (const name of names) {
          const to = addresses(home, elsewhere, name)
          const start = async () => {
            await run(tab, 'start', name, to)
            return name.includes('stream')
          }
          await play(tab, home, start, () => run(tab, 'change'))
          const { said, status, error, body } = await run(tab, 'outcome')
          const expected = { ...said, url: to.home.slice(home.url.length) }
          try {
            assert.equal(error?.text, undefined)
            assert.equal(status, 200)
            const { token, ...arrived } = body
            assert.equal(token, home.issued.at(-2), 'with the present token')
            assert.deepEqual(arrived, expected)
          } catch (error) {
            wrong.push(`${name}: ${/** @type {Error} */ (error).message}`)
          }
        }
        assert.deepEqual(leaks(home, elsewhere), [])
        assert.deepEqual(wrong, [])
      }),
    )
  }

  test(
    `${engine}: what says one address and is another takes no token elsewhere, in a replay neither`,
    { skip },
    scene(async ({ home, elsewhere, openSignedIn }) => {
      const tab = await openSignedIn()
      const names = await namesIn(tab, 'twoFaced')
      assert.ok(names.length > 10, `${names.length} inputs`)
      const leaked = []
      let strangers = 0
      for (const name of names) {
        const to = addresses(home, elsewhere, name)
        const outcomes = [await run(tab, 'send', name, to)]
        home.expire()
        outcomes.push(await run(tab, 'send', name, to))
        if (leaks(home, elsewhere).length > 0) leaked.push(`${name}: ${outcomes}`)
        strangers += elsewhere.requests.splice(0).length
      }
      assert.deepEqual(leaked, [])
      // The question was a good one: some were sent elsewhere, and some home, with the token.
      const tokens = new Set(home.at('/api/echo').map(({ headers }) => headers.authorization))
      assert.ok(strangers > 5 && tokens.size > 5, `${strangers} elsewhere, ${tokens.size} tokens at home`)
    }),
  )
}

const { scene } = await makeTokenLab()

test(
  'the configuration of a verb is read at the call',
  scene(async ({ home, elsewhere, openSignedIn }) => {
    const tab = await openSignedIn()
    home.expire()
    const release = home.hold('/api/refresh')
    await tab.page.evaluate(
      ([home, elsewhere]) => {
        const { auth } = lab.clients.main
        const changed = { baseURL: `${home}/api` }
        let asked = 0
        const asksAnew = {
          get baseURL() {
            return asked++ ? `${elsewhere}/api` : `${home}/api`
          },
        }
        const whole = { url: '/echo?whole', method: 'post', data: 'said', headers: { 'x-said': 'said' } }
        window.answers = Promise.all([
          auth.get('/echo?changed', changed),
          auth.get('/echo?anew', asksAnew),
          auth.request(whole),
        ])
        changed.baseURL = `${elsewhere}/api`
        Object.assign(whole, { url: `${elsewhere}/api/echo`, baseURL: elsewhere, method: 'get', auth: true })
      },
      [home.url, elsewhere.url],
    )
    await home.arrived('/api/refresh')
    release()
    const urls = await tab.page.evaluate(async () =>
      (await window.answers).map((/** @type {{ data: any }} */ { data }) => data.url),
    )
    assert.deepEqual(urls, ['/api/echo?changed', '/api/echo?anew', '/api/echo?whole'])
    assert.deepEqual(elsewhere.requests, [])
  }),
)

test(
  'what a page puts into the place of fetch is given an address that is text, or a Request of the platform',
  scene(async ({ home, elsewhere, openSignedIn }) => {
    const tab = await openSignedIn()
    const given = await tab.page.evaluate(async (home) => {
      const native = window.fetch
      /** @type {boolean[]} */
      const kinds = []
      window.fetch = (input, init) => {
        // A changing object would be given as it is and read again here.
        kinds.push(typeof input === 'string' || Object.getPrototypeOf(input) === Request.prototype)
        return native(input, init)
      }
      const { auth } = lab.clients.main
      await auth.fetch(new URL(`${home}/api/echo`))
      await auth.fetch(new (class extends Request {})(`${home}/api/echo`))
      await auth.fetch(/** @type {any} */ ({ toString: () => `${home}/api/echo` }))
      window.fetch = native
      return kinds
    }, home.url)
    assert.deepEqual(given, [true, true, true])
    assert.deepEqual(elsewhere.requests, [])
  }),
)
