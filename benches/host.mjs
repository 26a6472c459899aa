// A host as good ones are: files compressed with brotli, once, and kept by the browser for a year but for the pages, which are
// asked for again. What belongs to the back-end is passed on to it.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import { extname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

/** @typedef {import('node:http').IncomingMessage} Asked */
/** @typedef {import('node:http').ServerResponse} Reply */
/** A file as it is sent. @typedef {ReturnType<typeof compressed>} Sent */

/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }

/**
 * Serves the files of a folder under `/bench/` and `/package/`.
 * @param {string} folder
 * @param {string} backEnd its address
 */
export async function startHost(folder, backEnd) {
  const files = new Map(
    readdirSync(folder).map((name) => [name, lazily(() => compressed(join(folder, name)))]),
  )
  const agent = new Agent({ keepAlive: true })
  const server = createServer((asked, reply) => {
    const [, name] = /^\/(?:bench|package)\/([^/?]+)/.exec(asked.url ?? '') ?? []
    const file = name && files.get(name)?.()
    if (file) send(file, asked, reply)
    else passOn(backEnd, agent, asked, reply)
  })
  // Longer than any scenario waits: a connection that is closed meanwhile would be made anew in some round.
  server.keepAliveTimeout = 600_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      agent.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}

/**
 * The best compression takes a second: when a file is first asked for, which is in no round that counts.
 * @template Made
 * @param {() => Made} make
 */
function lazily(make) {
  /** @type {Made | undefined} */
  let made
  return () => {
    made ??= make()
    return made
  }
}

function compressed(/** @type {string} */ path) {
  const content = readFileSync(path)
  const etag = `"${createHash('sha256').update(content).digest('base64url')}"`
  return { type: types[extname(path)], body: brotliCompressSync(content), etag }
}

/**
 * @param {Sent} file
 * @param {Asked} asked
 * @param {Reply} reply
 */
function send({ type, body, etag }, asked, reply) {
  const cache = type === 'text/html' ? 'no-cache' : 'public, max-age=31536000, immutable'
  const headers = { etag, 'cache-control': cache, vary: 'accept-encoding' }
  if (asked.headers['if-none-match'] === etag) return reply.writeHead(304, headers).end()
  const content = { 'content-type': type, 'content-encoding': 'br', 'content-length': body.length }
  return reply.writeHead(200, { ...headers, ...content }).end(body)
}

/**
 * @param {string} backEnd
 * @param {Agent} agent
 * @param {Asked} asked
 * @param {Reply} reply
 */
function passOn(backEnd, agent, asked, reply) {
  const { method, headers, url } = asked
  const onward = request(`${backEnd}${url}`, { method, headers, agent }, (answer) => {
    reply.writeHead(/** @type {number} */ (answer.statusCode), answer.headers)
    answer.pipe(reply)
  })
  // A page that leaves takes its request along.
  onward.on('error', () => reply.destroy())
  asked.pipe(onward)
}
