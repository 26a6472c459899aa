// What `auth.test` does, and what a test auth leaves alone.
import { createTestAuth, isAuthflightError } from 'authflight/testing'
import { origin, startServer } from '../../scenes/server.js'

const runner = typeof jest === 'undefined' ? globalThis.vi : jest
const ada = { name: 'Ada' }
const events = [
  ...['signedIn', 'refreshed', 'refreshFailed', 'loginRequired', 'signedOut', 'trace', 'warning'],
  ...['userChanged', 'idle', 'active'],
]

let server
beforeEach(() => {
  server = startServer()
})
afterEach(() => server.stop())

/** All that the listeners are told. */
function heard(auth) {
  const told = []
  for (const name of events) auth.on(name, (detail) => told.push([name, detail]))
  return told
}

test('who is signed in at the start', () => {
  const signedIn = (options) => createTestAuth(options).session.signedIn
  expect([signedIn(), signedIn({ signedIn: true }), signedIn({ user: ada })]).toEqual([false, true, true])
  expect([signedIn({ claims: { sub: '1' } }), signedIn({ user: ada, signedIn: false })]).toEqual([
    true,
    false,
  ])
})

test('an application’s own configuration names where the user comes from, and nobody', async () => {
  for (const user of ['claims', '/me', 'body:user', { url: '/me', method: 'POST' }]) {
    const auth = createTestAuth({ user })
    expect([auth.session.signedIn, auth.user]).toEqual([false, null])
    auth.test.signIn(ada)
    expect(auth.user).toEqual(ada)
  }
  expect(createTestAuth({ user: { name: 'Ada', url: '/ada' } }).user).toEqual({ name: 'Ada', url: '/ada' })
})

test('user and claims follow the session', async () => {
  const auth = createTestAuth({ user: ada, claims: { sub: '1' } })
  expect([auth.user, auth.claims]).toEqual([ada, { sub: '1' }])
  expect([Object.isFrozen(auth.user), Object.isFrozen(auth.claims), Object.isFrozen(ada)]).toEqual([
    true,
    true,
    false,
  ])
  expect(await auth.reloadUser()).toBe(auth.user)
  const told = heard(auth)
  const { user } = auth
  await auth.refresh()
  expect(auth.user).toBe(user)
  auth.test.signIn({ name: 'Bob' })
  expect([auth.user, auth.claims]).toEqual([{ name: 'Bob' }, null])
  auth.test.signOut()
  expect([auth.user, auth.claims]).toEqual([null, null])
  auth.test.signIn()
  expect([auth.user, auth.claims]).toEqual([ada, { sub: '1' }])
  expect(told.filter(([name]) => name === 'userChanged').map(([, { user }]) => user?.name)).toEqual([
    'Bob',
    undefined,
    'Ada',
  ])
})

test('without an option, the user of a login is what its token says', async () => {
  const payload = btoa(unescape(encodeURIComponent(JSON.stringify({ sub: '1', name: 'Zoë' }))))
  const token = `e30.${payload.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')}.s`
  const fetch = async () => new Response(JSON.stringify({ data: { accessToken: token } }))
  const auth = createTestAuth({ baseURL: origin, fetch })
  await auth.login({})
  expect([auth.claims, auth.user]).toEqual([
    { sub: '1', name: 'Zoë' },
    { sub: '1', name: 'Zoë' },
  ])
})

test('each end is told as the real client tells it', () => {
  const ends = { logout: [], otherTab: ['otherTab'], expired: ['refreshRejected'], idle: ['idle'] }
  for (const [by, reasons] of Object.entries(ends)) {
    const auth = createTestAuth({ signedIn: true })
    const told = heard(auth)
    auth.test.signOut(by)
    auth.test.signOut(by)
    expect(told).toEqual([...reasons.map((reason) => ['loginRequired', { reason }]), ['signedOut', { by }]])
    expect(auth.session.signedIn).toBe(false)
  }
})

test('every event can be fired, and changes nothing', () => {
  const auth = createTestAuth({ signedIn: true })
  const { session } = auth
  const told = heard(auth)
  for (const name of events) auth.test.emit(name, { name })
  expect(told).toEqual(events.map((name) => [name, { name }]))
  expect(auth.session).toBe(session)
})

test('what was sent', async () => {
  const auth = createTestAuth({ baseURL: `${origin}/api`, signedIn: true })
  auth.test.expire()
  await auth.post('orders', { total: 1 }, { params: { page: 2 } })
  await auth.fetch(new Request(`${origin}/upload`, { method: 'PUT', body: 'text' }))
  await auth.fetch('/orders')
  const [posted, put, got] = auth.test.requests
  expect(posted).toMatchObject({
    method: 'POST',
    url: `${origin}/api/orders?page=2`,
    headers: { authorization: 'Bearer test-token-2', 'content-type': 'application/json' },
    body: '{"total":1}',
    json: { total: 1 },
  })
  expect(put).toMatchObject({ method: 'PUT', url: `${origin}/upload` })
  expect([got.method, got.body, got.json]).toEqual(['GET', undefined, undefined])
  expect(auth.test.requests).toHaveLength(3)
})

test('a fetch of its own, as it is asked', async () => {
  const asked = []
  const fetch = async (url, init) => {
    asked.push([url, init.method, Object.getOwnPropertySymbols(init)])
    return new Response('{"own":true}')
  }
  const auth = createTestAuth({ baseURL: origin, signedIn: true, fetch })
  expect((await auth.get('/orders')).data).toEqual({ own: true })
  expect(asked).toEqual([[`${origin}/orders`, 'GET', []]])
  expect(server.requests).toEqual([])
})

test('the global fetch is looked up at each call', async () => {
  const auth = createTestAuth({ baseURL: origin, signedIn: true })
  globalThis.fetch = async () => new Response('later')
  expect(await (await auth.fetch('/orders')).text()).toBe('later')
})

test('a login elsewhere than at /login', async () => {
  const auth = createTestAuth({ baseURL: `${origin}/api`, login: { url: '/sessions', method: 'PUT' } })
  const error = await auth.login({ name: 'demo' }).catch((error) => error)
  expect([isAuthflightError(error), error.status]).toEqual([true, 401])
  expect(server.requests).toMatchObject([{ method: 'PUT', path: '/api/sessions', authorization: null }])
})

test('two of them have nothing in common, and a next one begins anew', async () => {
  const [one, other] = [1, 2].map(() => createTestAuth({ baseURL: origin, signedIn: true }))
  const told = heard(other)
  await one.refresh()
  one.test.signOut()
  expect([await other.getAccessToken(), told, other.test.requests]).toEqual(['test-token-1', [], []])
  expect(await createTestAuth({ signedIn: true }).getAccessToken()).toBe('test-token-1')
})

test('under fake timers all of it works, and nothing is scheduled', async () => {
  runner.useFakeTimers()
  try {
    const auth = createTestAuth({ baseURL: origin, signedIn: true })
    const told = heard(auth)
    const release = auth.test.holdRefresh()
    auth.test.expire()
    const replies = [auth.fetch('/a'), auth.get('/b')]
    for (let round = 0; round < 50; round++) await null
    expect(auth.session).toMatchObject({ status: 'refreshing', pending: 2 })
    expect(runner.getTimerCount()).toBe(0)
    release()
    expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([200, 200])
    auth.test.failRefresh()
    auth.test.expire()
    expect((await auth.get('/a').catch((error) => error)).code).toBe('REFRESH_UNAVAILABLE')
    auth.test.refuseRefresh()
    expect((await auth.get('/a').catch((error) => error)).code).toBe('SESSION_EXPIRED')
    await auth.login({ username: 'demo', password: 'demo' })
    await auth.logout()
    expect(runner.getTimerCount()).toBe(0)
    expect(told.map(([name]) => name)).toEqual([
      ...[
        'refreshed',
        'refreshFailed',
        'refreshFailed',
        'loginRequired',
        'signedOut',
        'signedIn',
        'signedOut',
      ],
    ])
  } finally {
    runner.useRealTimers()
  }
})

test('a token ends by the clock that the test sets', async () => {
  runner.useFakeTimers({ now: 0 })
  try {
    const auth = createTestAuth({ baseURL: origin })
    await auth.setTokens({ access: 'own', accessExpiresAt: 60_000 })
    runner.setSystemTime(60_000)
    expect((await auth.get('/orders')).data.authorization).toBe('Bearer test-token-2')
  } finally {
    runner.useRealTimers()
  }
})

test('it needs no WebAssembly and no storage', async () => {
  const names = ['WebAssembly', 'indexedDB', 'localStorage', 'sessionStorage', 'BroadcastChannel']
  const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)])
  const touched = []
  const watched = (name) => ({ configurable: true, get: () => touched.push(name) && undefined })
  for (const name of names) Object.defineProperty(globalThis, name, watched(name))
  try {
    const auth = createTestAuth({ baseURL: origin, signedIn: true })
    await auth.refresh()
    await auth.get('/orders')
    await auth.logout()
    expect(touched).toEqual([])
  } finally {
    for (const [name, descriptor] of before)
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else delete globalThis[name]
  }
})
