// authflight/slim: the binary is a file of its own, compiled while it streams.
import { createAuth, init } from 'authflight/slim'
import { configuration } from '../page/configuration.js'

export const load = () => init(fetch('/package/authflight.wasm'))

/** @returns {Promise<import('../page/clients.js').Client>} */
export async function create() {
  load()
  const auth = await createAuth(configuration)
  return {
    login: (credentials) => auth.login(credentials),
    get: async (path) => (await auth.get(path)).data,
  }
}
