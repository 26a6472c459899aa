// A server that makes a client for each page that it renders: the binary's memory after the first thousand and at the end.
import { createAuth } from 'authflight'

const sizes = []
const memories = []
const { instantiate } = WebAssembly
WebAssembly.instantiate = async (...given) => {
  const made = await instantiate(...given)
  for (const one of Object.values((made.instance ?? made).exports))
    if (one instanceof WebAssembly.Memory) memories.push(one)
  return made
}

// Without a pause between them: the engine's finalisers do not run meanwhile.
for (let made = 1; made <= 10_000; made++) {
  const auth = await createAuth({ baseURL: 'https://api.example', storage: 'memory', refresh: '/refresh' })
  auth.dispose()
  if (made === 1_000 || made === 10_000)
    sizes.push(memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0))
}
console.log(JSON.stringify(sizes))
