// The server inside wasm-bindgen's test runner gives a burst of connections to fewer threads than there are connections,
// and the rest waits until the browser lets an idle one go, minutes later. Each further connection makes it start a thread,
// which then takes up what waits. So it gets one, twice a second.
import { get } from 'node:http'
import { freePort } from '../shared/free-port.mjs'

/**
 * Runs `task` with the address that the test runner is to listen on, and nudges it there meanwhile.
 * @template T
 * @param {(address: string) => Promise<T>} task
 */
export async function withNudges(task) {
  const address = `127.0.0.1:${await freePort()}`
  const nudge = () => {
    const request = get(`http://${address}/`, { agent: false, timeout: 1000 }, (reply) => reply.resume())
    // Not there yet, or not there any more.
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
