// The options that are functions are called, as often as they say.
import { createAuth } from 'authflight'

const sent = []
globalThis.fetch = async (input, init) => {
  const headers = new Headers(init?.headers)
  sent.push([new URL(input?.url ?? input).pathname, headers.get('x-call'), headers.get('authorization')])
  return new Response('{"access_token":"one","expires_in":3600}', {
    headers: { 'content-type': 'application/json' },
  })
}
const common = { baseURL: 'https://api.example', storage: 'memory' }
const failed = (call) =>
  call.then(
    () => 'fine',
    (error) => error.code ?? error.message,
  )

let calls = 0
const auth = await createAuth({
  ...common,
  login: '/login',
  headers: async () => ({ 'x-call': `${++calls}` }),
  expired: { test: async (reply) => reply.headers.has('x-never') },
  refresh: undefined,
  retry: { attempts: undefined },
})
await auth.login({ name: 'demo' })
await auth.get('/one')
await auth.get('/two', { headers: { 'x-call': 'own' } })
await auth.post('/three', {})
auth.dispose()

const throwing = await createAuth({ ...common, headers: () => Promise.reject(new Error('of the page')) })
const nonsense = await createAuth({ ...common, headers: () => 5 })
const outcomes = [await failed(throwing.get('/x')), await failed(nonsense.get('/x'))]
console.log(JSON.stringify({ sent, outcomes }))
