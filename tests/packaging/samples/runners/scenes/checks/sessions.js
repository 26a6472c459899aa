// Logins, logouts and what is told of them.
import { codeOf, failure, good, heard, tokens, until } from './words.js'

export const sessions = {
  'a logout asks nobody to log in': async ({ auth, signOut }) => {
    const told = heard(auth, 'signedOut', 'loginRequired')
    await signOut()
    expect(told).toEqual([['signedOut', { by: 'logout' }]])
    expect(auth.session).toMatchObject({ status: 'signedOut', signedIn: false })
    expect(await auth.getAccessToken()).toBe(null)
  },

  'a request while signed out goes without a token, and its 401 asks for a login': async (scene) => {
    const { auth, server, signOut } = scene
    await signOut()
    const told = heard(auth, 'loginRequired')
    expect(await codeOf(auth.get('/orders'))).toBe('SESSION_EXPIRED')
    expect((await auth.fetch('/orders')).status).toBe(401)
    expect(tokens(server)).toEqual([null, null])
    expect(told).toEqual([['loginRequired', { reason: 'noSession' }]])
  },

  'nobody was ever signed in: a 401 is a 401': [
    { signedIn: false },
    async ({ auth }) => {
      expect(auth.session).toMatchObject({ status: 'signedOut', signedIn: false, pending: 0 })
      expect(await codeOf(auth.get('/orders'))).toBe('ERR_BAD_REQUEST')
    },
  ],

  'a login keeps the token of its reply': [
    { signedIn: false },
    async ({ auth, server }) => {
      const told = heard(auth, 'signedIn')
      const { data, status } = await auth.login(good)
      expect([status, data.name]).toEqual([200, 'demo'])
      expect(server.requests).toEqual([
        expect.objectContaining({ path: '/login', authorization: null, body: JSON.stringify(good) }),
      ])
      expect(told).toEqual([['signedIn', { by: 'login' }]])
      expect(auth.session.signedIn).toBe(true)
      expect((await auth.get('/orders')).data.authorization).toBe('Bearer test-token-1')
      await auth.refresh()
      expect(await auth.getAccessToken()).toBe('test-token-2')
    },
  ],

  'a login that is not to be remembered is sent as any other': [
    { signedIn: false },
    async ({ auth, server }) => {
      const { config } = await auth.login(good, { remember: false })
      expect(server.requests.map(({ body }) => body)).toEqual([JSON.stringify(good)])
      expect(config).not.toHaveProperty('remember')
      expect(auth.session.signedIn).toBe(true)
      expect((await auth.get('/orders')).data.authorization).toBe('Bearer test-token-1')
    },
  ],

  'a login that is refused: by its status, or by a reply without a token': [
    { signedIn: false },
    async ({ auth }) => {
      const error = await failure(auth.login({ ...good, password: 'wrong' }))
      expect([error.code, error.status, error.data]).toEqual([
        'ERR_BAD_REQUEST',
        401,
        { message: 'wrong password' },
      ])
      const rejected = await failure(auth.login({ ...good, password: 'also wrong' }))
      expect([rejected.code, rejected.data]).toEqual(['LOGIN_REJECTED', { code: -1 }])
      expect(auth.session.signedIn).toBe(false)
    },
  ],

  'a login by fetch is one, too': [
    { signedIn: false },
    async ({ auth }) => {
      const response = await auth.fetch('/login', { method: 'POST', body: JSON.stringify(good) })
      expect((await response.json()).access_token).toBe('test-token-1')
      expect(auth.session.signedIn).toBe(true)
    },
  ],

  'a login that is answered after a logout changes nothing': [
    { signedIn: false },
    async ({ auth, server }) => {
      const before = globalThis.fetch
      let answer
      globalThis.fetch = async (...given) => {
        await new Promise((resolve) => {
          answer = resolve
        })
        return before(...given)
      }
      const code = codeOf(auth.login(good))
      await until(() => answer)
      await auth.logout()
      answer()
      expect(await code).toBe('SESSION_CHANGED')
      expect(auth.session.signedIn).toBe(false)
      expect(server.requests).toHaveLength(1)
      globalThis.fetch = before
    },
  ],

  'a step of a login need not bring a token': [
    { signedIn: false },
    async ({ auth }) => {
      const { data } = await auth.login({ ...good, password: 'also wrong' }, { tokens: false })
      expect(data).toEqual({ code: -1 })
      expect(auth.session.signedIn).toBe(false)
    },
  ],

  'getAccessToken refreshes first if it must': async ({ auth, expire }) => {
    expect(await auth.getAccessToken()).toBe('test-token-1')
    await expire()
    await auth.get('/orders')
    expect(await auth.getAccessToken()).toBe('test-token-2')
  },

  'refresh: a new token, or SESSION_EXPIRED while signed out': async ({
    auth,
    signOut,
    refuseRefresh,
    signIn,
  }) => {
    expect(await auth.refresh()).toBe(auth.session)
    expect(await auth.getAccessToken()).toBe('test-token-2')
    await signOut()
    expect(await codeOf(auth.refresh())).toBe('SESSION_EXPIRED')
    await signIn()
    refuseRefresh()
    expect(await codeOf(auth.refresh())).toBe('SESSION_EXPIRED')
  },

  'setTokens begins a session': [
    { signedIn: false },
    async ({ auth }) => {
      const told = heard(auth, 'signedIn')
      const accessExpiresAt = Date.now() + 3_600_000
      const session = await auth.setTokens({ access: 'own', refresh: 'r', accessExpiresAt })
      expect(session).toBe(auth.session)
      expect(session).toMatchObject({ signedIn: true, accessExpiresAt })
      expect(told).toEqual([['signedIn', { by: 'setTokens' }]])
      expect((await auth.get('/orders')).data.authorization).toBe('Bearer own')
      expect(await codeOf(auth.setTokens({}))).toBe('CONFIG')
    },
  ],

  'listeners: told within the change, stopped, and named when unknown': async ({ auth, signOut }) => {
    let seen
    auth.on('signedOut', () => {
      seen = auth.session.signedIn
    })
    const stopped = []
    auth.on('signedOut', (detail) => stopped.push(detail))()
    await signOut()
    expect([seen, stopped]).toEqual([false, []])
    expect(() => auth.on('logout', () => {})).toThrow(/Did you mean 'signedOut'/)
    expect(() => auth.on('signedOut')).toThrow(/expected a function/)
  },

  'a warning waits for its first listener': async ({ auth }) => {
    await auth.fetch('http://elsewhere.test/orders')
    const told = heard(auth, 'warning')
    expect(told).toEqual([])
    await until(() => told.length === 1)
    expect(told[0][1].code).toBe('TOKEN_WITHHELD')
  },

  'dispose rejects what waits, and all later calls': async ({ auth, expire, holdRefresh }) => {
    await expire()
    const release = holdRefresh()
    const code = codeOf(auth.get('/orders'))
    await until(() => auth.session.pending === 1)
    auth.dispose()
    release()
    expect(await code).toBe('DISPOSED')
    expect(await codeOf(auth.fetch('/orders'))).toBe('DISPOSED')
    expect(await codeOf(auth.login(good))).toBe('DISPOSED')
  },

  'the token’s place in the reply and its header, as configured': [
    {
      signedIn: false,
      tokens: { access: ['header:x-none', 'body:deep.jwt'] },
      success: { path: 'code', in: [0, '0'] },
      attach: { header: 'X-Token', scheme: '' },
    },
    async ({ auth, server, expire }) => {
      expect(await codeOf(auth.login({ ...good, password: 'also wrong' }))).toBe('LOGIN_REJECTED')
      await auth.login(good)
      expect(await auth.getAccessToken()).toBe('own-1')
      await auth.fetch('/missing', { headers: { authorization: 'Basic own' } })
      await expire()
      await auth.get('/orders')
      const last = server.requests.at(-1)
      expect([last.token, last.authorization]).toEqual(['test-token-2', null])
      expect(server.requests.at(2)).toMatchObject({ token: 'own-1', authorization: 'Basic own' })
    },
  ],

  'sessions in the server’s own cookies: no token, and a login is good by its status': [
    { signedIn: false, attach: false },
    async ({ auth, server }) => {
      await auth.login({ ...good, password: 'also wrong' })
      expect(auth.session.signedIn).toBe(true)
      await auth.fetch('/missing')
      expect(tokens(server)).toEqual([null, null])
      expect(await auth.getAccessToken()).toBe(null)
    },
  ],
}
