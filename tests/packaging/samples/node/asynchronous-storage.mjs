// A storage that answers with promises, and one that answers with anything else than a text.
import { createAuth } from 'authflight'

let issued = 0
globalThis.fetch = async () =>
  new Response(JSON.stringify({ access_token: `t${++issued}`, refresh_token: 'r', expires_in: 3600 }), {
    headers: { 'content-type': 'application/json' },
  })
const unhandled = []
process.on('unhandledRejection', (error) => unhandled.push(`${error}`))

const rejection = async () => Promise.reject(new Error('of the storage'))
const resolved = (found) =>
  Object.defineProperty({}, 'then', { value: (resolve) => setImmediate(resolve, found) })
const storages = {
  promises: (kept) => ({
    getItem: async (key) => kept.get(key),
    setItem: async (key, text) => void kept.set(key, text),
    removeItem: async (key) => void kept.delete(key),
  }),
  thenables: (kept) => ({
    getItem: (key) => resolved(kept.get(key)),
    setItem: (key, text) => resolved(kept.set(key, text)),
    removeItem: (key) => resolved(kept.delete(key)),
  }),
  'promises that reject': () => ({ getItem: rejection, setItem: rejection, removeItem: rejection }),
  'null, then promises': () => {
    let reads = 0
    return { getItem: () => (reads++ < 1 ? null : Promise.resolve(null)), setItem() {}, removeItem() {} }
  },
  'an object': () => ({ getItem: () => ({ access: 'x' }), setItem() {}, removeItem() {} }),
}
const outcomes = {}
for (const [name, make] of Object.entries(storages)) {
  const kept = new Map()
  const warnings = []
  const ends = []
  const open = async () => {
    const auth = await createAuth({
      baseURL: 'https://api.example',
      login: '/login',
      refresh: '/refresh',
      storage: make(kept),
    })
    auth.on('warning', ({ code }) => warnings.push(code))
    auth.on('signedOut', () => ends.push('signedOut'))
    return auth
  }
  const auth = await open()
  const before = issued
  await auth.login({ name: 'demo' })
  await auth.refresh()
  const token = await auth.getAccessToken()
  const { status } = auth.session
  auth.dispose()
  // What is queued is written after dispose, too.
  for (let round = 0; round < 10; round++) await new Promise((resolve) => setImmediate(resolve))
  const told = [...warnings]
  const next = await open()
  const found = (await next.getAccessToken()) === `t${before + 2}`
  next.dispose()
  outcomes[name] = { told, ends, status, renewed: token === `t${before + 2}`, found }
}
console.log(JSON.stringify({ outcomes, unhandled }))
