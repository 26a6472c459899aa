// The nine back-ends of the contract, as subjects of the suite. Read by Node and by the page.
import { dialects } from '../e2e/harness/dialects.mjs'

const common = {
  credentials: { username: 'demo', password: 'demo' },
  wrongCredentials: { username: 'demo', password: 'wrong' },
  get: '/me',
  post: '/echo',
}

/** A refresh of the application's own. */
const callback = (baseURL) => ({
  ...dialects.bearer,
  refresh: async ({ refreshToken, signal, fetch }) => {
    const reply = await fetch(`${baseURL}/refresh`, {
      method: 'POST',
      signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh_token: refreshToken }),
    })
    if (!reply.ok) throw reply
    const { access_token, refresh_token } = await reply.json()
    return { access: access_token, refresh: refresh_token }
  },
})

export default {
  ...Object.fromEntries(Object.entries(dialects).map(([name, auth]) => [name, { ...common, auth }])),
  callback: { ...common, auth: callback, prefix: 'bearer' },
}
