// Requests while the token is good: what is sent, and what comes back.
import { codeOf, failure, heard, tokens, until } from './words.js'

export const requests = {
  'a request carries the token': async ({ auth, server }) => {
    expect(auth.session).toMatchObject({ status: 'signedIn', signedIn: true, pending: 0 })
    const response = await auth.fetch('/orders')
    expect(response.status).toBe(200)
    expect(tokens(server)).toEqual(['Bearer test-token-1'])
  },

  'a request leaves at once': async ({ auth, server }) => {
    const replied = auth.fetch('/slow')
    await until(() => server.requests.length === 1)
    server.release()
    expect((await replied).status).toBe(200)
  },

  'a verb gives data, status and headers': async ({ auth }) => {
    const { data, status, headers, response } = await auth.get('/orders', {
      params: { page: 1, tags: ['a', 'b'] },
    })
    expect([status, decodeURIComponent(data.path)]).toEqual([200, '/orders?page=1&tags[]=a&tags[]=b'])
    expect(headers.get('content-type')).toBe('application/json')
    expect(response.status).toBe(200)
  },

  'objects are sent as JSON, and as forms': async ({ auth }) => {
    const { data } = await auth.post('/orders', { total: 1 })
    expect([data.method, data.type, data.body]).toEqual(['POST', 'application/json', '{"total":1}'])
    const form = await auth.putForm('/orders', { total: 1 })
    expect([form.data.method, form.data.type]).toEqual([
      'PUT',
      expect.stringMatching(/^multipart\/form-data/),
    ])
  },

  'a verb rejects for a status, with the reply': async ({ auth }) => {
    const error = await failure(auth.get('/broken'))
    expect([error.code, error.status, error.data]).toEqual(['ERR_BAD_RESPONSE', 500, { message: 'broken' }])
    expect(error.response.status).toBe(500)
    expect(await codeOf(auth.get('/missing'))).toBe('ERR_BAD_REQUEST')
  },

  'fetch does not reject for a status': async ({ auth }) => {
    expect((await auth.fetch('/missing')).status).toBe(404)
  },

  'no reply: ERR_NETWORK from a verb, fetch’s own error from fetch': async ({ auth }) => {
    expect(await codeOf(auth.get('/unreachable'))).toBe('ERR_NETWORK')
    expect(await failure(auth.fetch('/unreachable'))).toBeInstanceOf(TypeError)
  },

  'auth: false carries no token and refreshes nothing': async ({ auth, server }) => {
    const told = heard(auth, 'refreshed')
    expect(await codeOf(auth.get('/orders', { auth: false }))).toBe('ERR_BAD_REQUEST')
    expect(tokens(server)).toEqual([null])
    expect(told).toEqual([])
  },

  'other origins get no token, with a warning': async ({ auth, server }) => {
    const told = heard(auth, 'warning')
    expect((await auth.fetch('http://elsewhere.test/orders')).status).toBe(200)
    expect(tokens(server)).toEqual([null])
    expect(told.map(([, { code }]) => code)).toEqual(['TOKEN_WITHHELD'])
  },

  'a header of the caller’s own passes as it is': async ({ auth, server }) => {
    await auth.fetch('/orders', { headers: { authorization: 'Bearer own' } })
    expect(tokens(server)).toEqual(['Bearer own'])
  },

  'interceptors, in axios’ order': async ({ auth }) => {
    auth.interceptors.request.use((config) => {
      config.headers.set('x-trace', `${config.headers.get('x-trace')}1`)
      return config
    })
    auth.interceptors.request.use((config) => {
      config.headers.set('x-trace', '2')
      return config
    })
    auth.interceptors.response.use((response) => response.data)
    auth.interceptors.response.use((data) => data.trace)
    expect(await auth.get('/orders')).toBe('21')
  },

  'a timeout of a verb': async ({ auth }) => {
    expect(await codeOf(auth.get('/slow', { timeout: 20 }))).toBe('ECONNABORTED')
  },

  'headers and unwrap of the configuration': [
    { headers: () => ({ 'x-trace': 'configured' }), unwrap: 'data' },
    async ({ auth, server }) => {
      expect((await auth.get('/envelope')).data).toEqual([1, 2])
      expect(server.requests[0].trace).toBe('configured')
    },
  ],

  'fetch works without its object': async ({ auth }) => {
    const { fetch } = auth
    expect((await fetch('/orders')).status).toBe(200)
    await expect(fetch()).rejects.toBeInstanceOf(TypeError)
  },
}
