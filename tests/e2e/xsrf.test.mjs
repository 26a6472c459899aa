// The header that proves that a request is the page's own: axios' names and rule, and the cookie's value as of each sending (R30).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { startServer } from './harness/server.mjs'
import { bearer } from './harness/tab.mjs'

/** @typedef {import('./harness/control.mjs').Control} Control */
/** @typedef {import('./harness/tab.mjs').Tab} Tab */

const scene = makeLab()

/** Another origin. */
/** @type {{ url: string; control: Control; port: number; said: () => string; stop(): Promise<void>; }} */
let elsewhere
before(async () => {
  elsewhere = await startServer()
})
after(() => elsewhere.stop())

/** Keeps what leaves the page. A refresh changes the cookie, as servers do. */
const watch = (/** @type {Tab} */ tab, header = 'X-XSRF-TOKEN', cookie = 'XSRF-TOKEN') =>
  tab.page.evaluate(
    async ([header, cookie]) => {
      await cookieStore.set(cookie, 'one%2F')
      window.left = []
      const original = window.fetch
      window.fetch = async (input, init) => {
        const request = new Request(input, init)
        const { pathname } = new URL(request.url)
        window.left.push(`${request.method} ${pathname} ${request.headers.get(header) ?? '-'}`)
        const reply = await original(input, init)
        if (pathname.endsWith('/refresh')) await cookieStore.set(cookie, 'two')
        return reply
      }
    },
    [header, cookie],
  )

const left = (/** @type {Tab} */ tab) => tab.page.evaluate(() => window.left)

test(
  'login, requests, refresh, replay and logout carry the value of the moment; GET carries none',
  scene(async ({ server, openTab }) => {
    const tab = await openTab()
    await watch(tab)
    await tab.login()
    await tab.ask('/me')
    await server.expireAccess()
    assert.equal((await tab.call('post', '/echo', { a: 1 })).error, undefined)
    assert.equal((await tab.ask('/echo', { method: 'POST', body: 'x' })).status, 200)
    await tab.call('logout')
    assert.deepEqual(await left(tab), [
      'POST /bearer/login one/',
      'GET /bearer/me -',
      'POST /bearer/echo one/',
      'POST /bearer/refresh one/',
      'POST /bearer/echo two',
      'POST /bearer/echo two',
      'POST /bearer/logout two',
    ])
  }),
)

test(
  'the caller’s own header stays, and one that is the cookie’s, as axios sets it, is renewed',
  scene(async ({ server, openTab }) => {
    const tab = await openTab()
    await watch(tab)
    await tab.login()
    for (const value of ['mine', 'one/']) {
      await tab.page.evaluate(() => cookieStore.set('XSRF-TOKEN', 'one%2F'))
      await server.expireAccess()
      await tab.ask('/echo', { method: 'PUT', headers: { 'x-xsrf-token': value }, body: 'x' })
    }
    const puts = (await left(tab)).filter((/** @type {string} */ line) => line.startsWith('PUT'))
    assert.deepEqual(
      puts.map((/** @type {string} */ line) => line.split(' ').at(-1)),
      ['mine', 'mine', 'one/', 'two'],
    )
  }),
)

/** `expected`: the value of the login, at the base URL, and of a request to the page's own origin. */
for (const [what, config, expected] of /** @type {[string, any, string[]][]} */ ([
  ['false turns it off', { xsrf: false }, ['-', '-']],
  ['other names', { xsrf: { cookie: 'csrf', header: 'X-CSRF' } }, ['one/', 'one/']],
  ['another origin gets none', { elsewhere: true }, ['-', 'one/']],
  ['one that is listed does', { elsewhere: true, list: true }, ['one/', 'one/']],
])) {
  test(
    what,
    scene(async ({ openTab }) => {
      const { elsewhere: isElsewhere, list, ...rest } = config
      const baseURL = isElsewhere ? `${elsewhere.url}/bearer` : '/bearer'
      const attach = list ? { origins: [elsewhere.url] } : {}
      const tab = await openTab({ config: { ...bearer, baseURL, attach, ...rest } })
      await watch(tab, config.xsrf?.header, config.xsrf?.cookie)
      // A server that does not allow the header refuses the preflight: what counts is what was to leave.
      await tab.login()
      await tab.page.evaluate(() =>
        lab.clients.main.auth.fetch(`${location.origin}/bearer/me`, { method: 'DELETE' }),
      )
      const values = (await left(tab)).map((/** @type {string} */ line) => line.split(' ').at(-1))
      assert.deepEqual(values, expected)
    }),
  )
}

test(
  'a cookie that no header can hold, or that is no text, harms nobody',
  scene(async ({ openTab }) => {
    const tab = await openTab()
    await watch(tab)
    for (const value of ['%', '%0A', '%E4%BB%A4', '']) {
      await tab.page.evaluate((value) => cookieStore.set('XSRF-TOKEN', value), value)
      await tab.login()
    }
    assert.deepEqual(await left(tab), Array(4).fill('POST /bearer/login -'))
    assert.equal(await tab.status(), 'signedIn')
  }),
)
