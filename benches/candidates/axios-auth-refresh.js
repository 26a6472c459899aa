// axios + axios-auth-refresh, as its README shows it but for one option: with `deduplicateRefresh` at its default, true,
// of several requests refused at once all but the first fail (its issue 307, open for 5.0.2); with false they share one
// refresh and are sent again.
import axios from 'axios'
import { createAuthRefresh } from 'axios-auth-refresh'
import { authorization, forget, keep, refreshToken } from '../page/tokens.js'

/**
 * @param {import('../page/clients.js').Options} [options]
 * @returns {Promise<import('../page/clients.js').Client>}
 */
export async function create(options) {
  const api = axios.create({ baseURL: '/bearer', ...options })
  api.interceptors.request.use((config) => {
    config.headers.Authorization = authorization()
    return config
  })
  const refresh = async () => {
    try {
      const { data } = await axios.post('/bearer/refresh', { refresh_token: refreshToken() }, options)
      keep(data)
    } catch (failure) {
      forget()
      throw failure
    }
  }
  createAuthRefresh(api, refresh, { deduplicateRefresh: false })
  return { get: async (path) => (await api.get(path)).data }
}
