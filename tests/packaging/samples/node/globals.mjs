// A page whose globals throw where the binary asks for them: a refresh that is not answered in time, and the start of a client.
import { createAuth } from 'authflight'

const refuse = () => {
  throw new Error('of the page')
}
const breakages = {
  DOMException: { value: refuse, configurable: true, writable: true },
  location: { get: refuse, configurable: true },
}

const outcomes = {}
for (const [name, breakage] of Object.entries(breakages)) {
  const had = Object.getOwnPropertyDescriptor(globalThis, name)
  Object.defineProperty(globalThis, name, breakage)
  const code = (error) => error.code
  try {
    const auth = await createAuth({
      baseURL: 'https://api.example',
      storage: 'memory',
      refreshTimeout: 20,
      warnings: 'silent',
      refresh: () => new Promise(() => {}),
    })
    await auth.setTokens({ access: 'one', refresh: 'two' })
    const refused = await auth.refresh().catch(code)
    outcomes[name] = [refused, await auth.setTokens({ access: 'next' }).then(({ status }) => status, code)]
    auth.dispose()
  } catch (error) {
    outcomes[name] = code(error) ?? String(error)
  }
  if (had) Object.defineProperty(globalThis, name, had)
  else delete globalThis[name]
}
console.log(JSON.stringify(outcomes))
