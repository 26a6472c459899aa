// authflight's default entry, its verbs, which stand where axios stood.
import { createAuth, init } from 'authflight'
import { configuration } from '../page/configuration.js'

/** For the steps of a start: applications need not call it. */
export const load = () => init()

/** @returns {Promise<import('../page/clients.js').Client>} */
export async function create() {
  const auth = await createAuth(configuration)
  return {
    login: (credentials) => auth.login(credentials),
    get: async (path) => (await auth.get(path)).data,
  }
}
