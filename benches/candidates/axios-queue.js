// The interceptors that teams copy, in their better form: one refresh at a time, the others wait, a straggler that was
// refused with an older token is sent again without a second refresh.
import axios from 'axios'
import { authorization, forget, keep, refreshToken } from '../page/tokens.js'

/** What failed, and whether it had been sent again. @typedef {import('axios').AxiosError & { config: Repeatable }} Refused */
/** @typedef {import('axios').InternalAxiosRequestConfig & { retried?: boolean }} Repeatable */

/**
 * @param {import('../page/clients.js').Options} [options]
 * @returns {Promise<import('../page/clients.js').Client>}
 */
export async function create(options) {
  const api = axios.create({ baseURL: '/bearer', ...options })
  let isRefreshing = false
  /** @type {{ resolve: () => void, reject: (failure: unknown) => void }[]} */
  let waiting = []

  api.interceptors.request.use((config) => {
    config.headers.Authorization = authorization()
    return config
  })

  api.interceptors.response.use(undefined, async (/** @type {Refused} */ error) => {
    const { config, response } = error
    if (response?.status !== 401 || config.retried) throw error
    config.retried = true
    if (config.headers.Authorization !== authorization()) return api(config)
    if (isRefreshing) {
      /** @type {Promise<void>} */
      const refreshed = new Promise((resolve, reject) => waiting.push({ resolve, reject }))
      await refreshed
      return api(config)
    }
    isRefreshing = true
    try {
      const { data } = await axios.post('/bearer/refresh', { refresh_token: refreshToken() }, options)
      keep(data)
      for (const { resolve } of waiting) resolve()
    } catch (failure) {
      forget()
      for (const { reject } of waiting) reject(failure)
      throw failure
    } finally {
      waiting = []
      isRefreshing = false
    }
    return api(config)
  })

  return { get: async (path) => (await api.get(path)).data }
}
