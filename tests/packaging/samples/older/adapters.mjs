// Each adapter beside a version that it cannot serve: it can be imported, and says at its first use what it needs.
const said = (error) => [error.code, error.message]
const outcomes = {}
const tried = async (name, use) => {
  try {
    use(await import(`authflight/${name}`))
  } catch (error) {
    outcomes[name] = said(error)
  }
}
await tried('vue', ({ authPlugin }) => authPlugin({}))
await tried('react', ({ AuthProvider }) => AuthProvider({ auth: {} }))
const axios = (await import('axios')).default
await tried('axios', ({ attachAuth }) => attachAuth(axios.create(), {}))
console.log(JSON.stringify(outcomes))
