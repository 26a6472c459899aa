// axios kept, with authflight attached, as docs/guide/from-axios.md shows it.

import { attachAuth } from 'authflight/axios'
import { createAuth } from 'authflight/fetch'
import axios from 'axios'
import { configuration } from '../page/configuration.js'

/** @returns {Promise<import('../page/clients.js').Client>} */
export async function create() {
  const auth = await createAuth(configuration)
  const api = axios.create({ baseURL: configuration.baseURL })
  attachAuth(api, auth)
  return {
    login: (credentials) => auth.login(credentials),
    get: async (path) => (await api.get(path)).data,
  }
}
