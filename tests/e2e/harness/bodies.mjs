// The bodies of tests/e2e/fixtures/bodies.js, each sent after an expiry and compared with what the browser itself sends.
import assert from 'node:assert/strict'

/** @typedef {import('./tab.mjs').AnyTab} AnyTab */
/** @typedef {import('./control.mjs').Control} Control */

const atLeast = 10

export async function sendEveryBody(/** @type {AnyTab} */ tab, /** @type {Control} */ server) {
  const kinds = await tab.page.evaluate(async () => Object.keys((await import('/fixtures/bodies.js')).bodies))
  assert.ok(kinds.length > atLeast, `${kinds.length} kinds`)
  for (const [n, kind] of kinds.entries()) {
    await server.expireAccess()
    const [ours, theirs] = await tab.page.evaluate(async (kind) => {
      const { bodies } = await import('/fixtures/bodies.js')
      const { auth } = lab.clients.main
      const echoed = async (
        /** @type {typeof globalThis.fetch} */ fetch,
        /** @type {{ authorization: string } | undefined} */ more = undefined,
      ) => {
        const { body, headers, request, spoil } = bodies[kind]()
        const address = `${location.origin}/bearer/echo`
        const reply = request
          ? fetch(new Request(address, { ...request, headers: { ...request.headers, ...more } }))
          : fetch(address, { method: 'POST', body, headers: { ...headers, ...more } })
        if (!more) spoil?.()
        const { method, headers: sent, body_length, body_sha256 } = await (await reply).json()
        return { method, type: sent['content-type'], note: sent['x-note'], body_length, body_sha256 }
      }
      const ours = await echoed(auth.fetch)
      const authorization = `Bearer ${await auth.getAccessToken()}`
      return [ours, await echoed(fetch, { authorization })]
    }, kind)
    assert.deepEqual(ours, theirs, kind)
    const { refresh, resource } = await server.counters()
    assert.deepEqual([refresh.received, resource.received], [n + 1, 3 * (n + 1)], kind)
  }
}

/** A form with two files, one of them with a name that is not ASCII, changed after the call. */
export async function sendForm(/** @type {AnyTab} */ tab, /** @type {Control} */ server) {
  await server.expireAccess()
  const before = await server.counters()
  const [given, arrived] = await tab.page.evaluate(async () => {
    const { form, described } = await import('/fixtures/bodies.js')
    const given = form()
    const reply = lab.clients.main.auth.fetch('/raw', { method: 'POST', body: given })
    given.set('text', 'spoilt')
    given.delete('file')
    return [await described(form()), await described(await (await reply).formData())]
  })
  assert.deepEqual(arrived, given)
  assert.equal((await server.counters()).resource.received, before.resource.received + 2)
}
