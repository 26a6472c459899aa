// A page that puts setters on Object.prototype, or replaces a method of URLSearchParams: all of them throw.
import { createAuth } from 'authflight'

globalThis.fetch = async () =>
  new Response('{"access_token":"next"}', { headers: { 'content-type': 'application/json' } })
const refuse = () => {
  throw new Error('of the page')
}
const setter = (name) => [Object.prototype, name, { set: refuse, configurable: true }]
const breakages = [
  ...['by', 'reason', 'status', 'pending', 'signedIn', 'code', 'about', 't'].map(setter),
  ...['append', 'toString'].map((name) => [
    URLSearchParams.prototype,
    name,
    { value: refuse, configurable: true, writable: true },
  ]),
]

const wrong = []
for (const [object, name, breakage] of breakages) {
  const auth = await createAuth({
    baseURL: 'https://api.example',
    storage: 'memory',
    refresh: { url: '/refresh', send: 'form:refresh_token' },
  })
  const had = Object.getOwnPropertyDescriptor(object, name)
  Object.defineProperty(object, name, breakage)
  const codes = []
  const calls = [
    () => auth.setTokens({ access: 'one', refresh: 'two' }),
    () => auth.refresh(),
    () => auth.logout(),
  ]
  for (const call of calls) await call().catch(({ code }) => codes.push(code))
  if (had) Object.defineProperty(object, name, had)
  else delete object[name]
  if (codes.includes('INTERNAL') || auth.session.status !== 'signedOut') wrong.push([name, codes])
  auth.dispose()
}
console.log(JSON.stringify(wrong))
