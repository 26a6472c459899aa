// Real back-end libraries as subjects of the conformance suite: what a team that has one would write. Read by Node and by the
// page.

/** @typedef {import('../conformance/subject.mjs').Description} Description */

/** @type {Omit<Description, 'auth'>} */
const common = {
  credentials: { username: 'demo', password: 'demo' },
  wrongCredentials: { username: 'demo', password: 'wrong' },
  get: '/me',
  post: '/echo',
  echoed: ({ text, at }) => JSON.stringify({ text, at }),
}

/** A GraphQL document as a request holds it. */
const graph = (/** @type {string} */ query) => ({ query })

/** @type {import('../conformance/subject.mjs').Descriptions} */
export default {
  'oidc-provider': {
    // The login is its own pages, and the application hands over what they bring.
    by: 'setTokens',
    get: '/me',
    auth: {
      refresh: {
        url: '/token',
        send: 'form:refresh_token',
        body: { grant_type: 'refresh_token', client_id: 'app' },
      },
      logout: {
        url: '/token/revocation',
        send: { refresh: 'form:token' },
        body: { client_id: 'app', token_type_hint: 'refresh_token' },
      },
    },
  },
  'Flask-JWT-Extended': {
    ...common,
    auth: {
      login: '/login',
      refresh: { url: '/refresh', send: 'header:Authorization' },
      logout: { url: '/logout', method: 'DELETE', send: 'header:Authorization' },
      // A token that has ended is a 401; one that it cannot read, after a change of its key, a 422.
      expired: { status: [401, 422] },
    },
  },
  'djangorestframework-simplejwt': {
    ...common,
    auth: {
      login: '/api/token/',
      refresh: { url: '/api/token/refresh/', send: 'body:refresh' },
      logout: { url: '/api/token/blacklist/', send: 'body:refresh' },
    },
  },
  'GraphQL Yoga': {
    ...common,
    credentials: { variables: { username: 'demo', password: 'demo' } },
    wrongCredentials: { variables: { username: 'demo', password: 'wrong' } },
    get: '/graphql?query=%7Bme%7Bname%7Dpublic%7D',
    post: undefined,
    auth: {
      login: {
        url: '/graphql',
        exempt: false,
        body: graph(
          'mutation ($username: String!, $password: String!) { login(username: $username, password: $password) { accessToken refreshToken } }',
        ),
      },
      refresh: {
        url: '/graphql',
        exempt: false,
        body: graph('mutation ($token: String!) { refresh(token: $token) { accessToken refreshToken } }'),
        send: 'body:variables.token',
        refused: { body: { path: 'errors' } },
      },
      logout: {
        url: '/graphql',
        exempt: false,
        body: graph('mutation ($token: String!) { logout(token: $token) }'),
        send: 'body:variables.token',
      },
      tokens: {
        access: ['body:data.login.accessToken', 'body:data.refresh.accessToken'],
        refresh: ['body:data.login.refreshToken', 'body:data.refresh.refreshToken'],
      },
      expired: { body: { path: 'errors.0.extensions.code', in: ['UNAUTHENTICATED'] } },
    },
  },
}
