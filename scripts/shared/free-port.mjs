// A port for a server that is started later or restarted.
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { codeOf } from './say.mjs'

/** A port of this machine that is not in use, below the range of ports for outgoing connections. */
export async function freePort() {
  for (;;) {
    const server = createServer().listen(randomInt(15_000, 32_000), '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error
      continue
    }
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
    server.close()
    await once(server, 'close')
    return port
  }
}
