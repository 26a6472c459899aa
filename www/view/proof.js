/** The numbers that prove it, as the server counts them, since the page was opened. */
import { byId } from '../dom.js'
import * as server from '../model/server.js'

/** How often the server is asked while something goes on, and while nothing does, in ms. */
const BUSY = 300
const IDLE = 3000

/**
 * @param {import('../model/client.js').Client} client
 * @param {import('../model/calls.js').Calls} calls
 */
export function startProof(client, calls) {
  const zero = { refreshes: 0, atOnce: 0, refused: 0, requests: 0 }
  let numbers = { ...zero }
  /** The last entry of the server's log that is in the numbers; those before the page was opened are in none. */
  let last = 0
  let opened = false
  /** @type {number | undefined} */
  let timer
  let asking = false

  function count(/** @type {server.Entry[]} */ entries) {
    const [first] = entries
    // Somebody has set the server back to zero.
    if (opened && first && first.n <= last) numbers = { ...zero }
    for (const { n, kind, path, user, session, refused, atOnce } of entries) {
      last = n
      if (!opened || user === server.TABS_USER || server.playedSessions.has(session ?? '')) continue
      if (kind === 'refresh') {
        numbers.refreshes += 1
        numbers.atOnce = Math.max(numbers.atOnce, atOnce ?? 1)
      } else if (kind === 'resource') {
        // Who is signed in is asked by the client itself: the reader counts what he has fired.
        numbers.requests += Number(!path.endsWith('/me'))
        numbers.refused += Number(refused)
      }
    }
    opened = true
    byId('refresh-count').textContent = String(numbers.refreshes)
    byId('most-at-once').textContent = String(numbers.atOnce)
    byId('refused-count').textContent = String(numbers.refused)
    byId('request-count').textContent = String(numbers.requests)
  }

  async function ask() {
    clearTimeout(timer)
    if (asking || document.hidden) return
    asking = true
    const entries = await server.log(last)
    asking = false
    if (entries) count(entries)
    const isAsking = ['refreshing', 'restoring'].includes(client.session.status)
    const busy = isAsking || calls.batches.some(({ done }) => !done)
    timer = setTimeout(ask, busy ? BUSY : IDLE)
  }

  /** Soon, and once for all that happens until then. */
  const askSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(ask, BUSY / 3)
  }

  document.addEventListener('visibilitychange', ask)
  client.subscribe(askSoon)
  calls.onChange((batch) => batch?.done && askSoon())
  ask()
}
