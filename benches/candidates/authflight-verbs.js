// authflight's default entry, its verbs, which stand where axios stood.
import { createAuth, init } from 'authflight'
import { configuration } from '../page/configuration.js'
import { measured } from '../page/measured.js'

/** @returns {Promise<import('../page/clients.js').Client>} */
export async function create() {
  await measured('module', () => init())
  const auth = await createAuth(configuration)
  return {
    login: (credentials) => auth.login(credentials),
    get: async (path) => (await auth.get(path)).data,
  }
}
