// `node benches/storms.mjs [1000,10000]`: so many requests at once on an expired token, in Node with a stub in place of fetch, so
// that only the package's own cost counts. Prints one line for each storm. Build the package first.
import { createAuth } from 'authflight'
import { main, say } from '../scripts/shared/say.mjs'

/** The memory of the binary, which Node's own fetch has as well. @type {WebAssembly.Memory[]} */
const memories = []
const { instantiate } = WebAssembly
// Of bytes as well as of a module: of both kinds `Parameters` has the last one.
WebAssembly.instantiate = /** @type {typeof instantiate} */ (
  async (/** @type {Parameters<typeof instantiate>} */ ...given) => {
    const made = /** @type {import('./page/binary-memory.js').Made} */ (await instantiate(...given))
    const { exports } = 'instance' in made ? made.instance : made
    for (const one of Object.values(exports)) if (one instanceof WebAssembly.Memory) memories.push(one)
    return made
  }
)

const counted = { sent: 0, refreshes: 0 }
let current = 'first'
const json = { headers: { 'content-type': 'application/json' } }
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  if (request.url.endsWith('/refresh')) {
    counted.refreshes += 1
    await new Promise((resolve) => setTimeout(resolve, 5))
    current = `token-${counted.refreshes}`
    return Response.json({ access_token: current, refresh_token: current })
  }
  counted.sent += 1
  const good = request.headers.get('authorization') === `Bearer ${current}`
  return new Response('{}', { ...json, status: good ? 200 : 401 })
}

/**
 * @param {import('authflight').Auth} auth
 * @param {number} requests
 */
async function storm(auth, requests) {
  current = 'expired'
  Object.assign(counted, { sent: 0, refreshes: 0 })
  const before = process.cpuUsage()
  const replies = await Promise.all(
    Array.from({ length: requests }, (_, number) => auth.fetch(`/orders/${number}`)),
  )
  const { user, system } = process.cpuUsage(before)
  const lost = replies.filter(({ status }) => status !== 200).length
  const megabytes = Math.max(...memories.map(({ buffer }) => buffer.byteLength)) / 2 ** 20
  return { requests, cpuMs: Math.round((user + system) / 1000), ...counted, lost, megabytes }
}

await main(async () => {
  const auth = await createAuth({ baseURL: 'https://api.example', storage: 'memory', refresh: '/refresh' })
  await auth.setTokens({ access: current, refresh: current })
  await storm(auth, 100)
  for (const requests of (process.argv[2] ?? '1000,10000,50000').split(',').map(Number))
    say(JSON.stringify(await storm(auth, requests)))
  auth.dispose()
})
