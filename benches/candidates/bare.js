// fetch alone, for the cases without a server: what the stub itself costs.
const ask = async (path) => (await fetch(path)).json()

export const create = async () => ({
  get: (path) => ask(`/open${path}`),
  async twice(path) {
    await ask(`/refused${path}`)
    return ask(`/open${path}`)
  },
})
