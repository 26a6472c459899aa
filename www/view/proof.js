/** The numbers that prove it, as the server counts them. */
import { byId } from '../dom.js'
import * as server from '../model/server.js'

/** How often the server is asked while something goes on, and while nothing does, in ms. */
const BUSY = 300
const IDLE = 3000

/**
 * @param {import('../../npm/types.ts').Auth} auth
 * @param {import('../model/calls.js').Calls} calls
 */
export function startProof(auth, calls) {
  /** @type {{ refresh: number, resource: number, refused: number } | null} */
  let before = null
  /** @type {number | undefined} */
  let timer
  let asking = false

  function show(/** @type {server.Counters} */ { refresh, resource }) {
    before ??= { refresh: refresh.received, resource: resource.received, refused: resource.refused }
    if (resource.received < before.resource || refresh.received < before.refresh) {
      // Somebody has set the server back to zero.
      before = { refresh: 0, resource: 0, refused: 0 }
    }
    const refreshes = refresh.received - before.refresh
    // Refreshes that other tabs needed are in the server's number only.
    const unshared = Math.max(refreshes, calls.unshared)
    byId('refresh-count').textContent = String(refreshes)
    byId('most-at-once').textContent = String(refresh.concurrentMax)
    byId('refused-count').textContent = String(resource.refused - before.refused)
    byId('request-count').textContent = String(resource.received - before.resource)
    byId('with-count').textContent = String(refreshes)
    byId('without-count').textContent = String(unshared)
    const share = (/** @type {number} */ number) => String(unshared === 0 ? 0 : number / unshared)
    byId('with-bar').style.setProperty('--share', share(refreshes))
    byId('without-bar').style.setProperty('--share', share(unshared))
  }

  async function ask() {
    clearTimeout(timer)
    if (asking || document.hidden) return
    asking = true
    const state = await server.state()
    asking = false
    if (state) show(state.counters)
    const busy = auth.session.status === 'refreshing' || calls.batches.some(({ done }) => !done)
    timer = setTimeout(ask, busy ? BUSY : IDLE)
  }

  /** Soon, and once for all that happens until then. */
  const askSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(ask, BUSY / 3)
  }

  document.addEventListener('visibilitychange', ask)
  auth.subscribe(askSoon)
  calls.onChange((batch) => batch.done && askSoon())
  ask()
}
