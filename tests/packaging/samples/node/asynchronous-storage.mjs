// A storage that answers with promises, or with anything else than a text: it is told of, and the session goes on in memory.
import { createAuth } from 'authflight'

let issued = 0
globalThis.fetch = async () =>
  new Response(JSON.stringify({ access_token: `t${++issued}`, refresh_token: 'r', expires_in: 3600 }), {
    headers: { 'content-type': 'application/json' },
  })
const unhandled = []
process.on('unhandledRejection', (error) => unhandled.push(`${error}`))

const gets = {
  'a promise': async () => null,
  'a record in a promise': async () => '{"v":1}',
  'a promise that rejects': async () => Promise.reject(new Error('of the storage')),
  'a thenable': () => Object.defineProperty({}, 'then', { value: (resolve) => resolve(null) }),
  'first null, then a promise': (
    (reads) => () =>
      reads++ < 1 ? null : Promise.resolve(null)
  )(0),
  'an object': () => ({ access: 'x' }),
}
const outcomes = {}
for (const [name, getItem] of Object.entries(gets)) {
  const auth = await createAuth({
    baseURL: 'https://api.example',
    login: '/login',
    refresh: '/refresh',
    storage: { getItem, setItem() {}, removeItem() {} },
  })
  const warnings = []
  const ends = []
  auth.on('warning', ({ code, message }) => warnings.push([code, /getItem returned a promise/.test(message)]))
  auth.on('signedOut', () => ends.push('signedOut'))
  const before = issued
  await auth.login({ name: 'demo' })
  await auth.refresh()
  const token = await auth.getAccessToken()
  outcomes[name] = { warnings, ends, status: auth.session.status, renewed: token === `t${before + 2}` }
  auth.dispose()
}
await new Promise((resolve) => setImmediate(resolve))
console.log(JSON.stringify({ outcomes, unhandled }))
