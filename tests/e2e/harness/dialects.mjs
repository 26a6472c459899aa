// One configuration per dialect of the demo back-end: what a team with such a back-end would write.
const userLogin = { login: '/user/login', logout: '/user/logout' }

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
  },
  oauth2: {
    login: '/login',
    logout: '/logout',
    refresh: {
      url: '/token',
      send: 'form:refresh_token',
      body: { grant_type: 'refresh_token', client_id: 'tests' },
    },
  },
  cookie: {
    login: '/login',
    logout: '/logout',
    refresh: { url: '/refresh', send: 'cookie' },
    credentials: 'include',
  },
}
