// A back-end by another hand, to try the suite on: opaque tokens, a scheme and a status of its own, refresh by PUT.
// It knows nothing of the suite and takes no orders.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

/** @typedef {{ pass: string, renewal: string, until: number }} Session */

/**
 * It gets the body, and the session if the pass is good.
 * @typedef {(body: Record<string, string>, session?: Session) => Answer} Route
 */

/** An object is sent as JSON, a text as a page. @typedef {[status: number, body?: object | string]} Answer */

/**
 * `broken` names a mistake for it to make: 'noRefresh' answers every refresh with an error page. A pass is good for so
 * many `seconds`.
 * @param {{ broken?: 'noRefresh', seconds?: number }} [options]
 */
export async function startForeignServer({ broken, seconds = 300 } = {}) {
  /** @type {Map<string | undefined, Session>} */
  const sessions = new Map()
  const open = () => {
    const session = { pass: randomUUID(), renewal: randomUUID(), until: Date.now() + seconds * 1000 }
    sessions.set(session.pass, session)
    return session
  }

  /** @type {Record<string, Route>} */
  const routes = {
    'POST /session': ({ name, secret }) => {
      if (name !== 'ann' || secret !== 'sesame') return [422, { problem: 'unknown' }]
      const { pass, renewal } = open()
      return [201, { result: { pass, renewal, secondsLeft: seconds } }]
    },
    'PUT /session': ({ renewal }) => {
      if (broken === 'noRefresh') return [200, '<h1>It works!</h1>']
      const held = [...sessions.values()].find((session) => session.renewal === renewal)
      if (!held) return [410, { problem: 'gone' }]
      sessions.delete(held.pass)
      const next = open()
      return [200, { result: { pass: next.pass, renewal: next.renewal, secondsLeft: seconds } }]
    },
    'DELETE /session': (_, session) => {
      if (session) sessions.delete(session.pass)
      return [204]
    },
    'GET /profile': (_, session) => (session ? [200, { name: 'ann' }] : [419, { problem: 'stale' }]),
    'POST /notes': (note, session) => (session ? [201, note] : [419, { problem: 'stale' }]),
  }

  const server = createServer(async (request, response) => {
    const { origin = '*' } = request.headers
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-allow-headers', 'content-type, x-pass')
    response.setHeader('access-control-allow-methods', 'GET, POST, PUT, DELETE')
    if (request.method === 'OPTIONS') return response.writeHead(204).end()
    let text = ''
    for await (const part of request.setEncoding('utf8')) text += part
    const pass = /^Pass (.+)$/.exec(String(request.headers['x-pass'] ?? ''))?.[1]
    const [path] = /** @type {string} */ (request.url).split('?')
    const route = routes[`${request.method} ${path}`]
    const session = sessions.get(pass)
    const isGood = session !== undefined && session.until > Date.now()
    const [status, body] = route
      ? route(text ? JSON.parse(text) : {}, isGood ? session : undefined)
      : [404, { problem: 'nothing here' }]
    const isPage = typeof body === 'string'
    response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/json' })
    response.end(body && (isPage ? body : JSON.stringify(body)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
