// A server that keeps every byte of what reaches it. What it answers is for the test to say.
import { once } from 'node:events'
import { createServer } from 'node:http'

/** @typedef {import('node:http').IncomingHttpHeaders} IncomingHttpHeaders */

/**
 * What came, and where its reply goes.
 * @typedef {object} Recorded
 * @property {string} method
 * @property {string} url
 * @property {string} path
 * @property {string[]} rawHeaders
 * @property {IncomingHttpHeaders & Record<string, string | undefined>} headers
 * @property {string} body
 * @property {boolean} whole
 * @property {import('node:http').ServerResponse} reply
 */

/**
 * @typedef {object} Answer
 * @property {number | undefined} [status]
 * @property {import('node:http').OutgoingHttpHeaders | undefined} [headers]
 * @property {unknown} [body] what is neither a text nor a buffer becomes JSON
 */

/** @typedef {(request: Recorded) => Answer | undefined | void | Promise<Answer | undefined | void>} Answering */

/** @typedef {Awaited<ReturnType<typeof startRecorder>>} Recorder */

/**
 * Starts one on a free port of every loopback address. `answer(request)` gives `{ status, headers, body }`, or a promise of that.
 * `requests` has what came, in its order: the line and the headers at once, the body as it comes.
 * @param {Answering} answer
 */
export async function startRecorder(answer = () => ({ status: 404 })) {
  /** @type {Recorded[]} */
  const requests = []
  /** @type {Set<() => void>} */
  const watchers = new Set()
  const server = createServer(async (incoming, reply) => {
    const { method, url, rawHeaders, headers } = /** @type {Recorded} */ (/** @type {unknown} */ (incoming))
    /** @type {Recorded} */
    const request = {
      method,
      url,
      path: /** @type {string} */ (url.split('?')[0]),
      rawHeaders,
      headers,
      body: '',
      whole: false,
      reply,
    }
    requests.push(request)
    try {
      for await (const chunk of incoming) request.body += chunk.toString('latin1')
    } catch {
      return // The page has cut it off.
    }
    request.whole = true
    for (const look of watchers) look()
    const given = method === 'OPTIONS' ? { status: 204 } : ((await answer(request)) ?? {})
    if (reply.destroyed || reply.writableEnded) return
    const { status = 200, headers: more = {}, body = '' } = given
    reply.writeHead(status, { ...crossOrigin(headers), ...more })
    reply.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body))
  })
  server.listen(0, '::')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    port,
    /** Its origin. */
    url: `http://127.0.0.1:${port}`,
    requests,
    /** The requests to a path, those that only ask whether they may come left out. */
    at: (/** @type {string} */ path) =>
      requests.filter((one) => one.path === path && one.method !== 'OPTIONS'),
    /** Where a text came in: the lines of the requests that have it anywhere. */
    saw: (/** @type {string} */ text) => requests.filter((one) => textOf(one).includes(text)).map(lineOf),
    /**
     * Resolves once so many requests have come to a path, with all of their bodies.
     * @param {string} path
     * @returns {Promise<void>}
     */
    arrived(path, count = 1) {
      return new Promise((resolve) => {
        const look = () => {
          if (this.at(path).filter(({ whole }) => whole).length < count) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      })
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const lineOf = (/** @type {Recorded} */ { method, url }) => `${method} ${url}`

/** All of a request as one text. */
export const textOf = (/** @type {Recorded} */ { method, url, rawHeaders, body }) =>
  [`${method} ${url}`, rawHeaders.join('\n'), body].join('\n')

/** Everybody may ask, with everything, and see all of the reply. */
const crossOrigin = (/** @type {IncomingHttpHeaders} */ headers) => ({
  'access-control-allow-origin': headers.origin ?? '*',
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': headers['access-control-request-headers'] ?? 'content-type',
  'access-control-expose-headers': 'token, x-token, refresh-token, date',
  'cache-control': 'no-store',
})
