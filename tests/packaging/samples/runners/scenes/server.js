/** The back-end of the checks, in the place of the global fetch: what it got, and trouble on order. */
export const origin = 'https://api.test'

const json = (body, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

export function startServer() {
  const before = globalThis.fetch
  const rejected = new Set()
  let issued = 0
  let open = []
  const server = {
    /** What came, but for refreshes. */
    requests: [],
    refreshes: 0,
    /** How refreshes are answered. */
    refresh: 'granted',
    /** Waited for by refreshes. */
    hold: Promise.resolve(),
    /** From now on a token is answered with a 401. */
    reject: (token) => rejected.add(`Bearer ${token}`),
    /** Lets the requests to `/slow` go on. */
    release: () => {
      for (const go of open) go()
      open = []
    },
    stop: () => {
      globalThis.fetch = before
    },
  }

  const routes = {
    'POST /login': (body) => {
      const { password } = JSON.parse(body)
      if (password === 'wrong') return json({ message: 'wrong password' }, 401)
      if (password === 'also wrong') return json({ code: -1 })
      const token = `test-token-${++issued}`
      return json({
        access_token: token,
        refresh_token: 'r',
        name: 'demo',
        code: 0,
        deep: { jwt: `own-${issued}` },
      })
    },
    'POST /refresh': async () => {
      server.refreshes++
      await server.hold
      if (server.refresh === 'refused') return json({}, 401)
      if (server.refresh === 'failed') return json({}, 503)
      return json({ access_token: `test-token-${++issued}`, code: 0, deep: { jwt: `test-token-${issued}` } })
    },
    'GET /broken': () => json({ message: 'broken' }, 500),
    'GET /missing': () => json({ message: 'missing' }, 404),
    'GET /stubborn': () => json({ message: 'no' }, 401),
    'GET /unreachable': () => {
      throw new TypeError('Failed to fetch')
    },
    'GET /envelope': () => json({ code: 0, data: [1, 2] }),
  }
  const isGood = (header) => header?.startsWith('Bearer ') && !rejected.has(header)

  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const { pathname, origin: to, search } = new URL(request.url)
    const authorization = request.headers.get('authorization')
    const trace = request.headers.get('x-trace')
    const token = request.headers.get('x-token')
    const type = request.headers.get('content-type')
    const body = await request.text()
    const entry = { method: request.method, path: pathname + search, authorization, token, body, type, trace }
    if (pathname !== '/refresh') server.requests.push(entry)
    if (pathname === '/slow')
      await new Promise((resolve, reject) => {
        open.push(resolve)
        request.signal.addEventListener('abort', () => reject(request.signal.reason))
        if (request.signal.aborted) reject(request.signal.reason)
      })
    const route = to === origin && routes[`${request.method} ${pathname}`]
    if (route) return route(body)
    return to !== origin || isGood(authorization ?? (token && `Bearer ${token}`))
      ? json({ ...entry, ok: true })
      : json({ ok: false }, 401)
  }
  return server
}
