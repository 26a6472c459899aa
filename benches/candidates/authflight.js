// authflight's default entry, its `fetch`.
import { createAuth, init } from 'authflight'
import { configuration } from '../page/configuration.js'

/** For the steps of a start: applications need not call it. */
export const load = () => init()

/** @returns {Promise<import('../page/clients.js').Client>} */
export async function create() {
  const auth = await createAuth(configuration)
  return {
    login: (credentials) => auth.login(credentials),
    async get(path) {
      const reply = await auth.fetch(path)
      if (!reply.ok) throw new Error(`${path}: ${reply.status}`)
      return reply.json()
    },
  }
}
