// The two clients that have to pass the same checks, each with the controls of `auth.test`.
import { createAuth } from 'authflight'
import { createTestAuth } from 'authflight/testing'
import { origin } from './server.js'

const good = { username: 'demo', password: 'demo' }

/** The test auth, and what its test does to it. */
async function testClient(server, { signedIn = true, ...options }) {
  const auth = createTestAuth({ baseURL: origin, signedIn, ...options })
  return { auth, server, ...auth.test }
}

/** The real client, against a back-end that does what a test of the other one orders. */
async function realClient(server, { signedIn = true, ...options }) {
  const config = { baseURL: origin, login: '/login', refresh: '/refresh', storage: 'memory' }
  const auth = await createAuth({ ...config, retry: { attempts: 1 }, crossTab: false, ...options })
  const signIn = () => auth.login(good)
  const refreshIs = (outcome) => () => {
    server.refresh = outcome
  }
  if (signedIn) await signIn()
  server.requests.length = 0
  return {
    auth,
    server,
    expire: async () => server.reject(await auth.getAccessToken()),
    refuseRefresh: refreshIs('refused'),
    failRefresh: refreshIs('failed'),
    grantRefresh: refreshIs('granted'),
    holdRefresh: () => {
      let release
      server.hold = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    signIn,
    signOut: () => auth.logout(),
  }
}

export const clients = { 'the test auth': testClient, 'the real client': realClient }
