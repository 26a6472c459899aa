// fetch alone, for the cases without a server: what the stub itself costs.
const ask = async (/** @type {string} */ path) => (await fetch(path)).json()

/** @returns {Promise<import('../page/clients.js').Client>} */
export const create = async () => ({
  get: (path) => ask(`/open${path}`),
  async twice(path) {
    await ask(`/refused${path}`)
    return ask(`/open${path}`)
  },
})
