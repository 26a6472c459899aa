/**
 * One configuration for each dialect of the demo server: what a team with such a back-end would write. The page uses and shows
 * them, and the tests of the package run through the same ones, so that none is shown that does not work.
 */

/** @typedef {import('../npm/types.ts').AuthConfig} AuthConfig */
/** @typedef {keyof typeof offered} DialectName */

const userLogin = { login: '/user/login', logout: '/user/logout' }

const issued = '{ accessToken refreshToken }'

/** The mutations of the GraphQL dialect. */
export const mutations = {
  login: `mutation ($username: String!, $password: String!) { login(username: $username, password: $password) ${issued} }`,
  refresh: `mutation ($token: String!) { refresh(token: $token) ${issued} }`,
  logout: 'mutation ($token: String) { logout(token: $token) }',
  echo: 'mutation ($text: String!) { echo(text: $text) }',
}

/** @satisfies {Record<string, AuthConfig>} */
export const dialects = {
  bearer: { login: '/login', refresh: '/refresh', logout: '/logout' },
  forbidden: {
    login: '/login',
    logout: '/logout',
    expired: { status: [403] },
    refresh: { url: '/refresh', send: 'body:refreshToken' },
  },
  query: {
    ...userLogin,
    refresh: { url: '/user/refresh', method: 'GET', send: 'query:refresh_token' },
  },
  header: {
    ...userLogin,
    attach: { header: 'token', scheme: '' },
    tokens: {
      access: ['header:token', 'body:token'],
      refresh: ['header:refresh-token', 'body:refreshToken'],
    },
    refresh: { url: '/user/refreshToken', send: 'header:refresh-token' },
    success: { path: 'code', in: [0] },
  },
  envelope: {
    login: '/auth/login',
    logout: '/auth/logout',
    success: { path: 'code', in: ['0', 0] },
    unwrap: 'data',
    refresh: { url: '/auth/refresh', send: 'body:refreshToken' },
    tokens: { timeZone: '+08:00' },
  },
  code: {
    login: '/login',
    refresh: '/refresh',
    logout: '/logout',
    expired: { body: { path: 'code', in: [401] } },
    unwrap: 'data',
  },
  oauth2: {
    login: '/login',
    logout: { url: '/revoke', send: { refresh: 'form:token' }, body: { client_id: 'demo' } },
    refresh: {
      url: '/token',
      send: 'form:refresh_token',
      body: { grant_type: 'refresh_token', client_id: 'demo' },
    },
  },
  cookie: {
    login: '/login',
    logout: '/logout',
    refresh: { url: '/refresh', send: 'cookie' },
    credentials: 'include',
    storage: 'memory',
  },
  cookies: {
    login: '/login',
    logout: '/logout',
    attach: false,
    credentials: 'include',
    refresh: { url: '/refresh', send: 'cookie' },
    xsrf: { cookie: 'csrf', header: 'X-CSRF' },
  },
  'bearer-refresh': {
    login: '/login',
    logout: '/logout',
    refresh: { url: '/refresh', send: 'header:Authorization' },
  },
  pair: {
    login: '/login',
    logout: '/token/revoke',
    refresh: {
      url: '/token/refresh',
      send: { refresh: 'body:refreshToken', access: 'body:accessToken' },
    },
  },
  self: {
    login: '/login',
    logout: '/logout',
    tokens: { refresh: 'body:access_token' },
    refresh: { url: '/refresh', send: 'header:Authorization' },
  },
  graphql: {
    login: { url: '/graphql', exempt: false },
    logout: { url: '/graphql', exempt: false, body: { query: mutations.logout } },
    tokens: {
      access: ['body:data.login.accessToken', 'body:data.refresh.accessToken'],
      refresh: ['body:data.login.refreshToken', 'body:data.refresh.refreshToken'],
    },
    refresh: {
      url: '/graphql',
      exempt: false,
      body: { query: mutations.refresh },
      send: 'body:variables.token',
      refused: { body: { path: 'errors' } },
    },
    expired: { body: { path: 'errors.0.extensions.code', in: ['UNAUTHENTICATED'] } },
  },
}

/**
 * Anything else: the application's own function. Here it speaks to the bearer back-end.
 * @satisfies {AuthConfig}
 */
const callback = {
  login: '/login',
  logout: '/logout',
  /** @type {Extract<AuthConfig['refresh'], Function>} */
  refresh: async ({ refreshToken, signal, fetch }) => {
    const reply = await fetch('/bearer/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refresh_token: refreshToken }),
      signal,
    })
    if (!reply.ok) throw reply
    const tokens = await reply.json()
    return { access: tokens.access_token, refresh: tokens.refresh_token }
  },
}

/** What can be chosen on the page. */
export const offered = { ...dialects, callback }

/** Where the back-end of that dialect is. */
export const baseOf = (/** @type {DialectName} */ name) => `/${name === 'callback' ? 'bearer' : name}`

/**
 * How an application of that dialect asks who is signed in, logs in and asks for an order.
 * @typedef {object} Usage
 * @property {AuthConfig['user']} user
 * @property {(username: unknown, password: unknown) => object} credentials
 * @property {(id: number) => { url: string, init?: RequestInit }} order
 */

/** @type {Usage} */
const usual = {
  user: '/me',
  credentials: (username, password) => ({ username, password }),
  order: (id) => ({ url: `/orders/${id}` }),
}

/** @type {Usage} */
const overGraphql = {
  // What asks a GraphQL server is a body, which such an endpoint has none of: the token's claims have to do.
  user: 'claims',
  credentials: (username, password) => ({ query: mutations.login, variables: { username, password } }),
  order: (id) => ({
    url: '/graphql',
    init: {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ order(id: ${id}) { id total } }` }),
    },
  }),
}

/** How the dialect of that name is used. */
export const usageOf = (/** @type {DialectName} */ name) => (name === 'graphql' ? overGraphql : usual)

/** What says "expired" in a dialect, in short: a status, or a value in the body. */
export function expirySign(/** @type {DialectName} */ name) {
  /** @type {AuthConfig['expired']} */
  const expired = /** @type {AuthConfig} */ (offered[name]).expired
  const [match] = [expired?.body ?? []].flat()
  return match ? `code ${match.in?.[0]}` : String(expired?.status?.[0] ?? 401)
}
