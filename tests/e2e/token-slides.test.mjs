// A sliding token is taken from the base URL's origin, and from another only if that is listed for it (R25).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { result } from './harness/outcomes.mjs'
import { makeTokenLab } from './harness/token-lab.mjs'

const { scene } = await makeTokenLab()

const places = { access: ['header:x-token', 'body:access_token'] }

/** Any request is answered with a token in the header. */
const sliding =
  (
    /** @type {import('./harness/backend.mjs').StartedBackend} */ backend,
    /** @type {string | undefined} */ token = undefined,
  ) =>
  () => ({ headers: { 'x-token': token ?? backend.issue().access_token } })

test(
  'an origin that may see the token does not replace it',
  scene(async ({ home, elsewhere, openSignedIn }) => {
    const config = { tokens: places, attach: { origins: [elsewhere.url] } }
    const tab = await openSignedIn({ config })
    elsewhere.replies['/api/slide'] = sliding(elsewhere)
    for (const round of [1, 2]) {
      assert.equal(result(await tab.ask(`${elsewhere.url}/api/slide`)), 200, `round ${round}`)
    }
    const carried = elsewhere.at('/api/slide').map(({ headers }) => headers.authorization)
    assert.deepEqual(carried, [`Bearer ${home.issued[0]}`, `Bearer ${home.issued[0]}`])
    // The next token that is taken is home's: nothing was on its way before it.
    home.replies['/api/slide'] = sliding(home)
    assert.equal(result(await tab.ask('/slide')), 200)
    await tab.told('refreshed')
    assert.equal((await tab.ask('/me')).body.token, home.issued.at(-2))
    for (const token of elsewhere.issued) {
      assert.deepEqual(home.saw(token), [])
      assert.ok(!(await tab.stored()).includes(token))
    }
  }),
)

test(
  'one that is listed in tokens.origins does',
  scene(async ({ elsewhere, openSignedIn }) => {
    const config = {
      tokens: { ...places, origins: [elsewhere.url] },
      attach: { origins: [elsewhere.url] },
    }
    const tab = await openSignedIn({ config })
    // It waits until the login is in the ledger. A token that comes before that is not taken.
    assert.equal((await tab.call('refresh')).error, undefined)
    elsewhere.replies['/api/slide'] = sliding(elsewhere)
    assert.equal(result(await tab.ask(`${elsewhere.url}/api/slide`)), 200)
    await tab.told('refreshed', 2)
    assert.equal((await tab.call('getAccessToken')).value, elsewhere.issued[0])
  }),
)

test(
  'a redirect of an ordinary request to another origin brings no token from there',
  scene(async ({ home, elsewhere, openSignedIn }) => {
    const tab = await openSignedIn({ config: { tokens: places, attach: { origins: [elsewhere.url] } } })
    elsewhere.replies['/api/slide'] = sliding(elsewhere)
    home.replies['/api/away'] = () => ({
      status: 307,
      headers: { location: `${elsewhere.url}/api/slide`, 'x-token': 'home-access-of-no-use' },
    })
    assert.equal(result(await tab.ask('/away')), 200)
    assert.equal(elsewhere.at('/api/slide').length, 1, 'it was followed')
    home.replies['/api/slide'] = sliding(home)
    assert.equal(result(await tab.ask('/slide')), 200)
    await tab.told('refreshed')
    assert.equal((await tab.call('getAccessToken')).value, home.issued.at(-2))
    assert.deepEqual(home.saw(elsewhere.issued[0]), [])
  }),
)

test(
  'tokens.origins takes origins, and names what is none',
  scene(async ({ newTab }) => {
    const tab = await newTab()
    for (const origin of ['api.example.com', '*', '', 'https://x.example/path']) {
      const { error } = await tab.create({ ...tab.config, tokens: { origins: [origin] } })
      assert.equal(error?.code, 'CONFIG', origin)
      assert.match(error.message, /config\.tokens\.origins\[0\]/)
    }
  }),
)
