// Whatever a request carries arrives byte for byte, although its first sending was answered 401.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'

const scene = makeLab()

const kinds = [
  'a string',
  'JSON as a string',
  'URLSearchParams that are changed afterwards',
  'an ArrayBuffer that is changed afterwards',
  'a view into the middle of a buffer',
  'a DataView',
  'a Blob with a type',
  'a Request with a body and headers',
  'a Request with a Blob',
  'no body at all',
]

test(
  'every kind of body is sent again exactly as the browser itself would send it',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    for (const [n, kind] of kinds.entries()) {
      await server.expireAccess()
      const [ours, theirs] = await tab.page.evaluate(async (kind) => {
        const { bodies } = await import('/fixtures/bodies.js')
        const { auth } = lab.clients.main
        const echoed = async (fetch, more) => {
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
  }),
)

test(
  'a form with files is sent again with every part, and a change made afterwards is not in it',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.expireAccess()
    const [given, arrived] = await tab.page.evaluate(async () => {
      const { form, described } = await import('/fixtures/bodies.js')
      const given = form()
      const reply = lab.clients.main.auth.fetch('/raw', { method: 'POST', body: given })
      given.set('text', 'spoilt')
      given.delete('file')
      return [await described(form()), await described(await (await reply).formData())]
    })
    assert.deepEqual(arrived, given)
    assert.equal((await server.counters()).resource.received, 2)
  }),
)

test(
  'ten uploads of a megabyte each are stopped by the expiry and arrive once',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.expireAccess()
    const lengths = await tab.page.evaluate(async () => {
      const body = new Blob([new Uint8Array(1 << 20)])
      const upload = async (n) => {
        const reply = await lab.clients.main.auth.fetch(`/echo?n=${n}`, { method: 'POST', body })
        return (await reply.json()).body_length
      }
      return Promise.all(Array.from({ length: 10 }, (_, n) => upload(n)))
    })
    assert.deepEqual(lengths, Array(10).fill(1 << 20))
    const { refresh, resource } = await server.counters()
    assert.equal(refresh.received, 1)
    assert.equal(resource.answered, 10)
  }),
)
