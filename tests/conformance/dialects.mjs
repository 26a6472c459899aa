// The fourteen back-ends of the contract, as subjects of the suite. Read by Node and by the page.
import { dialects, mutations } from '../e2e/harness/dialects.mjs'

/** @typedef {import('./subject.mjs').Description} Description */

/** @type {Omit<Description, 'auth'>} */
const common = {
  credentials: { username: 'demo', password: 'demo' },
  wrongCredentials: { username: 'demo', password: 'wrong' },
  get: '/me',
  post: '/echo',
  echoed: (body) => (body.data ?? body).body_text,
}

/**
 * A call to the only URL; `as` tells it from others there.
 * @param {string} query
 * @param {object} [variables]
 */
const graphql = (query, variables, as = '') => ({
  url: `/graphql${as}`,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables }),
})

/** @type {Omit<Description, 'auth'>} */
const overGraphql = {
  credentials: { query: mutations.login, variables: common.credentials },
  wrongCredentials: { query: mutations.login, variables: common.wrongCredentials },
  get: graphql('{ public me { username } }'),
  post: (text) => graphql(mutations.echo, { text }, '?echo'),
  echoed: ({ data }) => data.echo,
}

/** A refresh of the application's own. @type {Extract<Description['auth'], Function>} */
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

/** @type {import('./subject.mjs').Descriptions} */
export default {
  ...Object.fromEntries(Object.entries(dialects).map(([name, auth]) => [name, { ...common, auth }])),
  graphql: { ...overGraphql, auth: dialects.graphql },
  callback: { ...common, auth: callback, prefix: 'bearer' },
}
