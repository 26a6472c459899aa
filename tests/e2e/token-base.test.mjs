// `<base href>` moves what relative addresses mean. What is judged is what is sent: no token and no password follows it (R25).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labPage } from './harness/backend.mjs'
import { result } from './harness/outcomes.mjs'
import { makeTokenLab } from './harness/token-lab.mjs'

/** @typedef {import('./harness/tab.mjs').Tab} Tab */
/** @typedef {import('./harness/backend.mjs').StartedBackend} StartedBackend */

const password = 'correct-horse-battery'

/** A base that turns up while the page runs: an injection, or a framework's doing. */
const addBase = (/** @type {Tab} */ tab, /** @type {string} */ href) =>
  tab.page.evaluate((href) => {
    document.head.append(Object.assign(document.createElement('base'), { href }))
    return document.baseURI
  }, href)

/** Nothing of home's is seen elsewhere. */
function assertNothingLeft(/** @type {StartedBackend} */ home, /** @type {StartedBackend} */ elsewhere) {
  for (const secret of [...home.issued, password]) {
    assert.deepEqual(elsewhere.saw(secret), [], 'a token or the password came to elsewhere')
  }
}

for (const engine of ['chromium', 'firefox']) {
  const { skip, scene } = await makeTokenLab(engine)

  test(
    `${engine}: a base that is added later moves neither the base URL nor the endpoints`,
    { skip },
    scene(async ({ home, elsewhere, openSignedIn }) => {
      const tab = await openSignedIn()
      assert.equal(await addBase(tab, `${elsewhere.url}/`), `${elsewhere.url}/`)
      assert.equal(result(await tab.ask('/me')), 200)
      home.expire()
      assert.deepEqual((await tab.call('get', '/me')).error, undefined)
      assert.equal(home.at('/api/refresh').length, 1)
      assert.equal((await tab.login('demo', password)).error, undefined)
      assert.equal(home.saw(password).length, 1)
      await tab.call('logout')
      assert.equal(home.at('/api/logout').length, 1)
      assert.deepEqual(elsewhere.requests, [])
    }),
  )

  test(
    `${engine}: without a base URL, addresses follow the added base, and no token follows them`,
    { skip },
    scene(async ({ home, elsewhere, openSignedIn }) => {
      const config = {
        baseURL: undefined,
        login: '/api/login',
        refresh: '/api/refresh',
        logout: '/api/logout',
      }
      const tab = await openSignedIn({ config })
      await addBase(tab, `${elsewhere.url}/`)
      for (const address of ['/api/me', 'api/me', '', '?page=2', './api/me']) await tab.ask(address)
      await tab.call('get', '/api/me')
      await tab.call('post', 'api/me', { a: 1 })
      assert.ok(elsewhere.at('/api/me').length >= 3, 'they went where fetch sends them')
      // What was resolved when the client was made stays there.
      home.expire()
      assert.equal((await tab.call('refresh')).error, undefined)
      assert.equal((await tab.login('demo', password)).error, undefined)
      await tab.call('logout')
      assertNothingLeft(home, elsewhere)
      assert.deepEqual(
        ['/api/refresh', '/api/login', '/api/logout'].map((path) => home.at(path).length),
        [1, 2, 1],
      )
    }),
  )

  test(
    `${engine}: a session that was stored without a base is nothing to a page whose base is another origin`,
    { skip },
    scene(async ({ home, elsewhere, openSignedIn, openTab }) => {
      await openSignedIn()
      home.pages['/based.html'] = labPage(home, `<base href="${elsewhere.url}/">`)
      const tab = await openTab({ path: '/based.html' })
      const found = await tab.status()
      await tab.ask('/me')
      await tab.call('get', '/me')
      await tab.call('refresh')
      await tab.call('logout')
      assertNothingLeft(home, elsewhere)
      assert.equal(found, 'signedOut')
      // Its base decides: whoever logs in there is signed in there, and nowhere else.
      assert.equal((await tab.login('demo', 'theirs')).error, undefined)
      assert.equal((await tab.ask('/me')).body.token, elsewhere.issued[0])
      elsewhere.expire()
      assert.equal(result(await tab.ask('/me')), 200)
      for (const secret of elsewhere.issued) assert.deepEqual(home.saw(secret), [])
    }),
  )
}

const { scene } = await makeTokenLab()

test(
  'an application below an honest base works, through a refresh and a reload',
  scene(async ({ home, elsewhere, openTab }) => {
    home.pages['/app/page/deep.html'] = labPage(home, '<base href="/app/">')
    const below = (/** @type {string} */ path) => `/app/api${path}`
    home.replies[below('/login')] = () => ({ body: home.issue() })
    for (const path of ['/refresh', '/me']) {
      home.replies[below(path)] = (request) => home.usual({ ...request, path: `/api${path}` })
    }
    const tab = await openTab({ path: '/app/page/deep.html', config: { baseURL: 'api' } })
    assert.equal((await tab.login()).error, undefined)
    assert.equal(home.at(below('/login')).length, 1)
    home.expire()
    assert.equal(result(await tab.ask('me')), 200)
    await tab.reload()
    assert.equal(await tab.status(), 'signedIn')
    assert.equal(result(await tab.ask('/me')), 200)
    assert.equal(home.at(below('/refresh')).length, 1)
    // Another base of the same origin later: the client stays where it was made.
    await tab.page.evaluate(() => {
      document.querySelector('base').href = '/other/'
    })
    assert.equal(result(await tab.ask('me')), 200)
    assert.deepEqual(elsewhere.requests, [])
  }),
)

test(
  'a base with user info, another port, or no scheme is another origin all the same',
  scene(async ({ home, elsewhere, openSignedIn }) => {
    const { host } = new URL(elsewhere.url)
    for (const href of [
      `//${host}/`,
      `http://${new URL(home.url).host}@${host}/`,
      `http:\\\\${host}\\`,
      ` \t${elsewhere.url}/`,
      `http://localhost:${elsewhere.port}/`,
    ]) {
      const config = { baseURL: undefined, login: '/api/login', refresh: '/api/refresh', storage: 'memory' }
      const tab = await openSignedIn({ config })
      await addBase(tab, href)
      await tab.ask('/api/me')
      await tab.call('post', '/api/me', 'text')
      await tab.call('refresh')
      assertNothingLeft(home, elsewhere)
    }
    assert.ok(elsewhere.at('/api/me').length >= 5, 'the addresses went there')
  }),
)

/** Sent by XMLHttpRequest, which resolves addresses itself. */
const upload = (/** @type {Tab} */ tab, /** @type {string} */ address) =>
  tab.page.evaluate(
    (address) =>
      lab.clients.main.auth
        .post(address, 'x'.repeat(1_000), { onUploadProgress: () => {} })
        .then(({ status }) => status)
        .catch((error) => error.status ?? error.code),
    address,
  )

test(
  'an upload with a status that no Response can have is a failed one',
  scene(async ({ home, openSignedIn }) => {
    const tab = await openSignedIn()
    home.replies['/api/odd'] = () => ({ status: 999, body: {} })
    const causes = await tab.page.evaluate(() =>
      lab.clients.main.auth
        .post('/odd', 'x', { onUploadProgress: () => {} })
        .catch((error) => [error.code, error.cause?.name]),
    )
    assert.deepEqual(causes, ['ERR_NETWORK', 'RangeError'])
  }),
)

test(
  'an upload, which XMLHttpRequest sends, follows no added base',
  scene(async ({ home, elsewhere, openSignedIn }) => {
    const tab = await openSignedIn()
    assert.equal(await upload(tab, '/me'), 200)
    await addBase(tab, `${elsewhere.url}/`)
    assert.equal(await upload(tab, '/me'), 200)
    home.expire()
    assert.equal(await upload(tab, '/me'), 200)
    assert.deepEqual(elsewhere.requests, [])
  }),
)

test(
  'an upload that is redirected to another origin takes no token there',
  scene(async ({ home, elsewhere, openSignedIn }) => {
    const tab = await openSignedIn()
    const location = `${elsewhere.url}/api/away`
    home.replies['/api/away'] = () => ({ status: 307, headers: { location } })
    elsewhere.replies['/api/away'] = () => ({ status: 200 })
    assert.equal(await upload(tab, '/away'), 200)
    assert.equal(elsewhere.at('/api/away').length, 1)
    assertNothingLeft(home, elsewhere)
  }),
)

test(
  'in a document without an address of its own, an iframe’s srcdoc, its base decides',
  scene(async ({ home, elsewhere, openTab }) => {
    const tab = await openTab()
    const outcome = await tab.page.evaluate(
      async ([config, source]) => {
        const frame = Object.assign(document.createElement('iframe'), { srcdoc: '<p>A document</p>' })
        const loaded = new Promise((resolve) => {
          frame.onload = resolve
        })
        document.body.append(frame)
        await loaded
        const told = new Promise((resolve) => {
          addEventListener('message', ({ data }) => resolve(data), { once: true })
        })
        const inside = /** @type {Window} */ (frame.contentWindow)
        inside.config = { ...config, storageKey: 'srcdoc' }
        const script = inside.document.createElement('script')
        inside.document.body.append(Object.assign(script, { type: 'module', src: source }))
        return told
      },
      [tab.config, `${home.url}/fixtures/framed.js`],
    )
    assert.deepEqual(outcome, { login: 200, get: 200 })
    assert.deepEqual(elsewhere.requests, [])
  }),
)
