// axios without any token code. In a storm the page asks again after each refusal, without a refresh between.
import axios from 'axios'

/**
 * @param {import('../page/clients.js').Options} [options]
 * @returns {Promise<import('../page/clients.js').Client>}
 */
export async function create(options) {
  const api = axios.create({ baseURL: '/open', ...options })
  const get = async (/** @type {string} */ path) => (await api.get(path)).data
  return {
    get,
    async twice(path) {
      try {
        return (await api.get(path, { baseURL: '/refused' })).data
      } catch {
        return get(path)
      }
    },
  }
}
