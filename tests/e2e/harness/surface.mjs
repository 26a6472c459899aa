// auth.fetch beside fetch: tests/e2e/fixtures/surface.js, judged.
import assert from 'node:assert/strict'

/** @typedef {import('./tab.mjs').AnyTab} AnyTab */
/** @typedef {import('./control.mjs').Control} Control */

const run = (
  /** @type {AnyTab} */ tab,
  /** @type {string} */ name,
  /** @type {(string | string | { headers: { authorization: string; }; })[]} */ ...args
) =>
  tab.page.evaluate(
    async ([name, args]) => {
      const surface = await lab.import('/fixtures/surface.js')
      // Unbound, as clients take it.
      const { fetch } = lab.clients.main.auth
      return surface[name](fetch, ...args)
    },
    [name, args],
  )

const byFetch = (
  /** @type {AnyTab} */ tab,
  /** @type {string} */ name,
  /** @type {(string | { headers: { authorization: string; }; })[]} */ ...args
) =>
  tab.page.evaluate(
    async ([name, args]) => {
      const surface = await lab.import('/fixtures/surface.js')
      return surface[name](surface.native, ...args)
    },
    [name, args],
  )

/** All that is passed in reaches fetch, and all that fetch gives comes back. */
export async function compareSurface(
  /** @type {AnyTab} */ tab,
  /** @type {Control} */ server,
  /** @type {string} */ url,
) {
  assert.deepEqual(await run(tab, 'optionsThatGotLost'), [])
  assert.deepEqual(await run(tab, 'fieldsThatGotLost'), [])
  assert.deepEqual(await run(tab, 'referrersSeen'), [null, `${url}/`, `${url}/elsewhere`])

  const redirected = '/bearer/redirect?to=/bearer/public'
  for (const path of ['/bearer/public', '/bearer/orders', redirected]) {
    await server.expireAccess()
    const ours = await run(tab, 'replySeen', `${url}${path}`)
    assert.deepEqual(ours, {
      url: `${url}${path === redirected ? '/bearer/public' : path}`,
      redirected: path === redirected,
      type: 'basic',
      status: 200,
      statusText: 'OK',
      ok: true,
      bodyUsed: false,
      same: true,
      used: true,
      real: true,
    })
  }

  // Relative addresses are the client's own affair; these are not.
  assert.deepEqual(await run(tab, 'refusals'), await byFetch(tab, 'refusals'))

  for (const [input, init] of [
    ['http://127.0.0.1:1/elsewhere'],
    [`${url}/bearer/refresh`],
    [`${url}/bearer/me`, { headers: { authorization: 'Bearer own' } }],
    // With the token, too, as long as nobody has to wait for it.
    [`${url}/bearer/me`],
  ]) {
    const [ours, theirs] = [
      await run(tab, 'microtasks', input, init),
      await byFetch(tab, 'microtasks', input, init),
    ]
    assert.ok(ours - theirs <= 1, `${input}: ${ours} microtasks, ${theirs} by fetch itself`)
  }
}
