// A refresh function that does not listen to its signal: its first call fails while the second is under way.
import { createAuth } from 'authflight'

const turn = () => new Promise((resolve) => setTimeout(resolve, 20))
let calls = 0
let failFirst
const auth = await createAuth({
  baseURL: 'https://api.example',
  storage: 'memory',
  refreshTimeout: 100,
  retry: { attempts: 3, base: 1 },
  refresh: async () => {
    calls++
    if (calls === 1)
      return new Promise((_, reject) => {
        failFirst = () => reject(new Error('late'))
      })
    failFirst()
    await turn()
    return { access: `token-${calls}`, refresh: 'next' }
  },
})
await auth.setTokens({ access: 'old', refresh: 'first' })
const code = (error) => error.code
const first = await auth.refresh().catch(code)
await auth.refresh()
const token = await auth.getAccessToken()
await turn()
auth.dispose()
console.log(JSON.stringify({ first, calls, token, logout: await auth.logout().then(() => 'resolved', code) }))
