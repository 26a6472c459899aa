// What each sending carries: headers that are functions, an endpoint's own, and credentials.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeLab } from './harness/lab.mjs'
import { startShaped } from './harness/shaped.mjs'

const scene = makeLab()
const { api, open, headers } = await startShaped()

test(
  'a headers function is called for each sending: login, request, refresh, replay and logout',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {}, () => {
      let count = 0
      return { headers: async () => ({ 'X-Trace': `${++count}` }) }
    })
    await tab.login()
    await tab.page.evaluate(() => {
      lab.clients.main.auth.interceptors.request.use((config) => {
        config.headers.set('X-Tenant', 'acme')
        return config
      })
    })
    api.expire()
    assert.equal((await tab.call('get', '/orders')).value.status, 200)
    await tab.call('logout')
    assert.deepEqual(headers('x-trace'), ['/login 1', '/orders 2', '/refresh 3', '/orders 4', '/logout 5'])
    const tenants = api.at('/api/orders').map(({ headers }) => headers['x-tenant'])
    assert.deepEqual(tenants, ['acme', 'acme'], 'what an interceptor has set stays')
  }),
)

test(
  'what the call itself or an interceptor has set is not made anew',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {}, () => {
      let count = 0
      return { headers: () => ({ 'X-Trace': `${++count}`, 'X-Page': `${count}` }) }
    })
    await tab.login()
    api.expire()
    await tab.call('get', '/orders', { headers: { 'X-Trace': 'own' } })
    assert.deepEqual(
      api.at('/api/orders').map(({ headers }) => [headers['x-trace'], headers['x-page']]),
      [
        ['own', '2'],
        ['own', '4'],
      ],
    )
  }),
)

test(
  'an endpoint has headers of its own, over the client’s, and the token’s place is over both',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, { headers: { 'X-App': 'client', 'X-Refresh': 'none' } }, () => ({
      login: { url: '/login', headers: () => ({ 'X-App': 'login' }) },
      refresh: { url: '/refresh', send: 'header:X-Refresh', headers: () => ({ 'X-App': 'refresh' }) },
      logout: { url: '/logout', headers: { 'X-App': 'logout' } },
    }))
    await tab.login()
    await tab.call('refresh')
    await tab.call('logout')
    assert.deepEqual(headers('x-app'), ['/login login', '/refresh refresh', '/logout logout'])
    assert.match(`${api.at('/api/refresh')[0].headers['x-refresh']}`, /^shape-refresh-/)
  }),
)

test(
  'what a headers function throws is the refresh’s failure, with its cause, and the session stays',
  scene(async ({ openTab }) => {
    const tab = await open(openTab, {}, () => ({
      refresh: {
        url: '/refresh',
        headers: () => {
          throw new Error('of the page')
        },
      },
    }))
    await tab.login()
    api.expire()
    const { error } = await tab.ask('/orders')
    assert.equal(error.code, 'REFRESH_UNAVAILABLE')
    const [{ cause }] = await tab.page.evaluate(() =>
      lab.clients.main.events
        .filter(({ name }) => name === 'refreshFailed')
        .map(({ detail }) => ({ cause: String(detail.cause) })),
    )
    assert.equal(cause, 'Error: of the page')
    assert.deepEqual([await tab.status(), api.at('/api/refresh').length], ['signedIn', 0])
  }),
)

test(
  'a cookie refresh beside an API that allows every origin, and therefore no credentials',
  scene(async ({ openTab }) => {
    const any = { 'access-control-allow-origin': '*' }
    const tab = await open(openTab, {
      login: { url: '/login', credentials: 'include' },
      refresh: { url: '/refresh', send: 'cookie', credentials: 'include' },
      logout: { url: '/logout', credentials: 'include' },
    })
    const cookie = { 'set-cookie': 'refresh=one; HttpOnly; Path=/' }
    api.replies['/api/login'] = () => ({ headers: cookie, body: { access_token: api.issue().access_token } })
    api.replies['/api/refresh'] = ({ headers }) =>
      headers.cookie?.includes('refresh=one')
        ? { body: { access_token: api.issue().access_token } }
        : { status: 401 }
    api.replies['/api/orders'] = (request) => ({
      ...api.usual(request),
      headers: any,
    })
    assert.equal((await tab.login()).error, undefined)
    api.expire()
    assert.equal((await tab.ask('/orders')).status, 200)
    await tab.call('logout')
    assert.deepEqual(headers('cookie'), [
      '/login -',
      '/orders -',
      '/refresh refresh=one',
      '/orders -',
      '/logout refresh=one',
    ])
  }),
)
