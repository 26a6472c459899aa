// Tokens that end while requests are made.
import { origin } from '../server.js'
import { codeOf, failure, heard, tokens, until } from './words.js'

export const refreshes = {
  'many requests with an expired token: one refresh': async ({ auth, server, expire }) => {
    const told = heard(auth, 'refreshed', 'signedOut', 'loginRequired')
    await expire()
    const replies = await Promise.all([1, 2, 3, 4, 5].map((id) => auth.get(`/orders/${id}`)))
    expect(replies.map(({ data }) => data.authorization)).toEqual(Array(5).fill('Bearer test-token-2'))
    expect(told).toEqual([['refreshed', { by: 'thisTab' }]])
    expect(tokens(server).filter((token) => token === 'Bearer test-token-2')).toHaveLength(5)
  },

  'a 401 is refreshed and sent once more': async ({ auth, server }) => {
    const told = heard(auth, 'refreshed')
    server.reject('test-token-1')
    const replies = await Promise.all([auth.get('/a'), auth.fetch('/b')])
    expect(replies.map(({ status }) => status)).toEqual([200, 200])
    expect(tokens(server)).toEqual([1, 1, 2, 2].map((number) => `Bearer test-token-${number}`))
    expect(told).toHaveLength(1)
  },

  'a late 401 is sent again without another refresh': async ({ auth, server }) => {
    const late = auth.get('/slow')
    await until(() => server.requests.length === 1)
    server.reject('test-token-1')
    await auth.get('/orders')
    const told = heard(auth, 'refreshed')
    server.release()
    await until(() => server.requests.length === 4)
    server.release()
    expect((await late).data.authorization).toBe('Bearer test-token-2')
    expect(told).toEqual([])
  },

  'bodies are sent again as they were': async ({ auth, server }) => {
    server.reject('test-token-1')
    const { data } = await auth.post('/orders', { text: 'ä' })
    expect(data.body).toBe('{"text":"ä"}')
    server.reject('test-token-2')
    const request = new Request(`${origin}/orders`, { method: 'PUT', body: 'of a Request' })
    const response = await auth.fetch(request)
    expect(await response.json()).toMatchObject({ method: 'PUT', body: 'of a Request', ok: true })
  },

  'a refused refresh ends the session, and asks for a login once': async ({
    auth,
    server,
    expire,
    refuseRefresh,
  }) => {
    const told = heard(auth, 'refreshFailed', 'loginRequired', 'signedOut', 'refreshed')
    await expire()
    refuseRefresh()
    const codes = await Promise.all([1, 2, 3].map((id) => codeOf(auth.get(`/orders/${id}`))))
    expect(codes).toEqual(Array(3).fill('SESSION_EXPIRED'))
    expect(auth.session).toMatchObject({ status: 'signedOut', signedIn: false, pending: 0 })
    expect(told).toEqual([
      ['refreshFailed', { terminal: true, attempt: 1, status: 401 }],
      ['loginRequired', { reason: 'refreshRejected' }],
      ['signedOut', { by: 'expired' }],
    ])
    expect(tokens(server)).not.toContain('Bearer test-token-2')
  },

  'a 401 that no refresh cures is fetch’s answer, and the verb’s error has it': async (scene) => {
    const { auth, server, refuseRefresh } = scene
    const answers = [auth.fetch('/slow'), failure(auth.get('/slow'))]
    await until(() => server.requests.length === 2)
    server.reject('test-token-1')
    refuseRefresh()
    server.release()
    const [response, error] = await Promise.all(answers)
    expect(response.status).toBe(401)
    expect([error.code, error.status, error.data]).toEqual(['SESSION_EXPIRED', 401, { ok: false }])
  },

  'a failed refresh keeps the session': async ({ auth, expire, failRefresh, grantRefresh }) => {
    const told = heard(auth, 'refreshFailed', 'loginRequired', 'signedOut')
    await expire()
    failRefresh()
    expect(await codeOf(auth.get('/orders'))).toBe('REFRESH_UNAVAILABLE')
    expect(auth.session.signedIn).toBe(true)
    expect(told).toEqual([
      ['refreshFailed', expect.objectContaining({ terminal: false, attempt: 1, status: 503 })],
    ])
    grantRefresh()
    expect(await auth.refresh()).toMatchObject({ status: 'signedIn' })
    expect((await auth.get('/orders')).data.ok).toBe(true)
  },

  'a fresh token that is refused: the answer, and no refresh for that address': async ({ auth, server }) => {
    const told = heard(auth, 'refreshed', 'warning', 'loginRequired')
    expect(await codeOf(auth.get('/stubborn'))).toBe('ERR_BAD_REQUEST')
    expect((await auth.fetch('/stubborn')).status).toBe(401)
    expect(told.map(([name, { code }]) => code ?? name)).toEqual(['refreshed', 'FRESH_TOKEN_REJECTED'])
    expect(server.requests).toHaveLength(3)
    expect(auth.session.signedIn).toBe(true)
  },

  'the session while it is refreshed, and the same object until something changes': async (scene) => {
    const { auth, expire, holdRefresh } = scene
    const { session } = auth
    expect(auth.session).toBe(session)
    await expire()
    const release = holdRefresh()
    let changes = 0
    const stop = auth.subscribe(() => changes++)
    const replied = [auth.get('/a'), auth.get('/b')]
    await until(() => auth.session.pending === 2)
    expect(auth.session).toMatchObject({ status: 'refreshing', signedIn: true })
    expect(Object.isFrozen(auth.session)).toBe(true)
    expect(changes).toBeGreaterThan(0)
    release()
    await Promise.all(replied)
    expect(auth.session).toMatchObject({ status: 'signedIn', pending: 0 })
    const before = changes
    stop()
    await auth.logout()
    expect(changes).toBe(before)
  },

  'requests that are made meanwhile wait, too': async ({ auth, server, expire, holdRefresh }) => {
    await expire()
    const release = holdRefresh()
    const first = auth.get('/a')
    await until(() => auth.session.pending === 1)
    const second = auth.get('/b')
    await until(() => auth.session.pending === 2)
    release()
    expect((await first).status + (await second).status).toBe(400)
    expect(server.requests.filter(({ path }) => path === '/b')).toHaveLength(1)
  },

  'a logout while a request waits: it is never sent again': async (scene) => {
    const { auth, server, expire, holdRefresh, signOut } = scene
    await expire()
    const release = holdRefresh()
    const code = codeOf(auth.get('/orders'))
    await until(() => auth.session.pending === 1)
    const sent = server.requests.length
    await signOut()
    expect(await code).toBe('SESSION_CHANGED')
    release()
    expect(auth.session.signedIn).toBe(false)
    expect(server.requests).toHaveLength(sent)
  },

  'another login while a request waits: it is not sent as somebody else': async (scene) => {
    const { auth, server, expire, holdRefresh, signIn } = scene
    const told = heard(auth, 'signedIn', 'signedOut')
    await expire()
    const release = holdRefresh()
    const code = codeOf(auth.get('/orders'))
    await until(() => auth.session.pending === 1)
    await signIn()
    expect(await code).toBe('SESSION_CHANGED')
    release()
    expect(told).toEqual([['signedIn', { by: 'login' }]])
    expect((await auth.get('/orders')).data.authorization).toMatch(/^Bearer test-token-[2-9]$/)
    expect(
      server.requests.filter(
        ({ path, authorization }) => path === '/orders' && authorization !== 'Bearer test-token-1',
      ),
    ).toHaveLength(1)
  },

  'a 401 that comes after the logout': async ({ auth, server, signOut }) => {
    const [fetched, got] = [auth.fetch('/slow'), codeOf(auth.get('/slow'))]
    await until(() => server.requests.length === 2)
    server.reject('test-token-1')
    await signOut()
    server.release()
    expect((await fetched).status).toBe(401)
    expect(await got).toBe('SESSION_CHANGED')
  },

  'an abort rejects at once, with the signal’s own reason': async (scene) => {
    const { auth, server, expire, holdRefresh } = scene
    const reason = new Error('left')
    const own = new AbortController()
    const slow = [
      failure(auth.fetch('/slow', { signal: own.signal })),
      failure(auth.get('/slow', { signal: own.signal })),
    ]
    await until(() => server.requests.length === 2)
    own.abort(reason)
    expect(await slow[0]).toBe(reason)
    expect((await slow[1]).code).toBe('ERR_CANCELED')
    await expire()
    const release = holdRefresh()
    const other = new AbortController()
    const [left, stays] = [failure(auth.fetch('/a', { signal: other.signal })), auth.get('/b')]
    await until(() => auth.session.pending === 2)
    other.abort(reason)
    expect(await left).toBe(reason)
    await until(() => auth.session.pending === 1)
    release()
    expect((await stays).status).toBe(200)
    expect(await failure(auth.fetch('/a', { signal: other.signal }))).toBe(reason)
  },

  'a token whose end has passed is refreshed before anything is sent': async ({ auth, server }) => {
    const { now } = Date
    await auth.setTokens({ access: 'own', refresh: 'r', accessExpiresAt: now() + 60_000 })
    await auth.get('/orders')
    Date.now = () => now() + 60_000
    try {
      await auth.get('/orders')
    } finally {
      Date.now = now
    }
    expect(tokens(server)).toEqual(['Bearer own', expect.stringMatching(/^Bearer test-token-\d$/)])
  },

  'a logout while a request’s body is read: it is not sent': async ({ auth, server, signOut }) => {
    // Jest's jsdom has no streams.
    if (typeof ReadableStream === 'undefined') return
    let end
    const body = new Response(new ReadableStream({ start: (stream) => (end = () => stream.close()) })).body
    const code = codeOf(auth.fetch('/orders', { method: 'POST', body, duplex: 'half' }))
    await signOut()
    end()
    expect(await code).toBe('SESSION_CHANGED')
    expect(server.requests).toEqual([])
  },

  'a logout while an interceptor has a request: it is not sent; after another login neither': async (
    scene,
  ) => {
    const { auth, server, signIn, signOut } = scene
    for (const end of [signOut, signIn]) {
      let go
      const id = auth.interceptors.request.use(
        (config) =>
          new Promise((resolve) => {
            go = () => resolve(config)
          }),
      )
      const code = codeOf(auth.get('/orders'))
      await until(() => go)
      auth.interceptors.request.eject(id)
      await end()
      go()
      expect(await code).toBe('SESSION_CHANGED')
      expect(server.requests.filter(({ path }) => path === '/orders')).toEqual([])
      await signIn()
    }
  },
}
