// How many microtasks a reply takes from fetch to the caller, and whether the request has left when the call returns.
import { createAuth } from 'authflight'

let answer
globalThis.fetch = () =>
  new Promise((resolve) => {
    answer = resolve
  })
const auth = await createAuth({ baseURL: 'https://api.example', storage: 'memory', refresh: '/refresh' })
await auth.setTokens({ access: 'a', refresh: 'b', accessExpiresAt: Date.now() + 3_600_000 })

async function measured(call) {
  answer = undefined
  let done = false
  call().then(() => {
    done = true
  })
  const atOnce = answer !== undefined
  await new Promise((resolve) => setTimeout(resolve))
  answer?.(new Response('{}'))
  let microtasks = 0
  for (; !done && microtasks < 100; microtasks++) await null
  return { atOnce, microtasks }
}

const own = await measured(() => fetch('https://api.example/orders'))
console.log(JSON.stringify({ own, ours: await measured(() => auth.fetch('/orders')) }))
auth.dispose()
