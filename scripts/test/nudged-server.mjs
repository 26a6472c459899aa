// The server in wasm-bindgen's test runner starts too few threads for a burst of connections. The rest wait until the
// browser closes an idle connection, minutes later. Each further connection starts a thread, which then serves a waiting
// one. So this module opens a connection twice a second.
import { get } from 'node:http'
import { freePort } from '../shared/free-port.mjs'

/**
 * Runs `task` with the address for the test runner to listen on, and opens connections to it until `task` ends.
 * @template T
 * @param {(address: string) => Promise<T>} task
 */
export async function withNudges(task) {
  const address = `127.0.0.1:${await freePort()}`
  const nudge = () => {
    const request = get(`http://${address}/`, { agent: false, timeout: 1000 }, (reply) => reply.resume())
    // The server has not started yet, or has ended.
    request.on('error', () => {})
    request.on('timeout', () => request.destroy())
  }
  const timer = setInterval(nudge, 500)
  try {
    return await task(address)
  } finally {
    clearInterval(timer)
  }
}
