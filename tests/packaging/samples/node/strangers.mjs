// Two visitors of one server: each has a client of the page's own configuration, and neither sees the other's session.
import { createAuth } from 'authflight'

const config = { baseURL: '/api', login: '/login', refresh: '/refresh', storageKey: 'shared' }
const [one, other] = await Promise.all([createAuth(config), createAuth(config)])
await one.setTokens({ access: 'of the one', refresh: 'of the one' })
// Whatever might be told from one to the other has been told by then.
await new Promise((resolve) => setTimeout(resolve, 50))
const late = await createAuth(config)
const seen = []
for (const auth of [one, other, late]) seen.push([auth.session.status, await auth.getAccessToken()])
console.log(JSON.stringify(seen))
