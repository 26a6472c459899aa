// HTTP/2 before the demo back-end: Chromium streams requests over nothing older.
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { createSecureServer } from 'node:http2'

/** Passes everything on to a server as it comes, chunk by chunk. Its certificate is its own: nobody trusts it. */
export async function startHttp2(/** @type {string} */ target) {
  const server = createSecureServer(selfSigned())
  server.on('stream', (stream, { ':method': method, ':path': path, ...headers }) => {
    const plain = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')))
    const onward = request(`${target}${path}`, { method, headers: plain, agent: false }, (reply) => {
      const { connection, 'transfer-encoding': coding, 'keep-alive': alive, ...kept } = reply.headers
      if (stream.destroyed) return
      stream.respond({ ':status': reply.statusCode, ...kept })
      reply.pipe(stream)
    })
    // A page that leaves takes its request along.
    onward.on('error', () => stream.close())
    stream.on('error', () => onward.destroy())
    stream.pipe(onward)
  })
  server.on('sessionError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sessions = new Set()
  server.on('session', (session) => sessions.add(session))
  return {
    url: `https://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`,
    stop() {
      for (const session of sessions) session.destroy()
      server.close()
    },
  }
}

/** RFC 5280, as little of it as will do. */
function selfSigned() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const withSha256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')))
  const commonName = sequence(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from('localhost')))
  const name = sequence(der(0x31, commonName))
  const validity = sequence(time('200101000000Z'), time('491231235959Z'))
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const version = der(0xa0, der(0x02, Buffer.of(2)))
  const signed = sequence(version, der(0x02, Buffer.of(1)), withSha256, name, validity, name, spki)
  const signature = der(0x03, Buffer.concat([Buffer.of(0), sign('sha256', signed, privateKey)]))
  const certificate = sequence(signed, withSha256, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  }
}

function der(/** @type {number} */ tag, /** @type {Buffer<ArrayBuffer>} */ content) {
  const { length } = content
  const digits = length < 256 ? [length] : [length >> 8, length & 0xff]
  const size = length < 128 ? digits : [0x80 | digits.length, ...digits]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}

const sequence = (/** @type {(Buffer<ArrayBuffer> | Buffer)[]} */ ...parts) => der(0x30, Buffer.concat(parts))
const time = (/** @type {string} */ text) => der(0x17, Buffer.from(text))
