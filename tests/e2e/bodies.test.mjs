// Whatever a request carries arrives byte for byte, although its first sending was answered 401.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sendEveryBody, sendForm } from './harness/bodies.mjs'
import { makeLab } from './harness/lab.mjs'

const scene = makeLab()

test(
  'every kind of body is sent again exactly as the browser itself would send it',
  scene(async ({ server, openSignedIn }) => sendEveryBody(await openSignedIn(), server)),
)

test(
  'a form with files is sent again with every part, and a change made afterwards is not in it',
  scene(async ({ server, openSignedIn }) => sendForm(await openSignedIn(), server)),
)

test(
  'ten uploads of a megabyte each are stopped by the expiry and arrive once',
  scene(async ({ server, openSignedIn }) => {
    const tab = await openSignedIn()
    await server.expireAccess()
    const lengths = await tab.page.evaluate(async () => {
      const body = new Blob([new Uint8Array(1 << 20)])
      const upload = async (/** @type {number} */ n) => {
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
