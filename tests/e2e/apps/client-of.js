// The client that the page's query asks for: the real one, or `client=test`, a test's own.
import { createAuth } from 'authflight'
import { createTestAuth } from 'authflight/testing'

const { client, ...given } = Object.fromEntries(new URLSearchParams(location.search))
const config = { baseURL: '/bearer', login: '/login', refresh: '/refresh', logout: '/logout', ...given }

export async function clientOf() {
  if (client !== 'test') {
    const auth = await createAuth(config)
    window.signIn = (username) => auth.login({ username, password: username }).then(() => {})
    return auth
  }
  const auth = createTestAuth(config)
  window.signIn = async (username) => auth.test.signIn({ username })
  return auth
}
