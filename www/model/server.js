/** The demo server's control surface: what it counts, and orders to misbehave. */
import { forget, notify } from '../view/notice.js'

/**
 * What the server says of itself.
 * @typedef {{ resource: number, refresh: number }} Latency
 * @typedef {{ accessLifetimeMs: number, latencyMs: Latency, graceMs: number }} Settings
 * @typedef {object} Counters
 * @property {number} login
 * @property {{ received: number, concurrentMax: number }} refresh
 * @property {{ received: number, refused: number }} resource
 */

/** How long a request and a refresh take, in milliseconds. */
export const speeds = {
  instant: { resource: 0, refresh: 0 },
  calm: { resource: 150, refresh: 900 },
  slow: { resource: 250, refresh: 2500 },
}

/**
 * Null when it was not carried out: the reader has been told why.
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 */
async function control(method, path, body) {
  let reply
  try {
    reply = await fetch(`/control${path}`, { method, body: body ? JSON.stringify(body) : null })
  } catch {
    notify('server', 'noticeServer')
    return null
  }
  forget('server')
  const said = reply.status === 204 ? {} : await reply.json()
  if (!reply.ok) {
    notify('order', 'noticeOrder', said)
    return null
  }
  return said
}

/** Null when the server does not answer. @returns {Promise<{ settings: Settings, counters: Counters } | null>} */
export const state = () => control('GET', '/state')

/** Changes part of the settings. */
export const change = (/** @type {Partial<Settings>} */ settings) => control('PUT', '/settings', settings)

/** All of these resolve with null when the server did not do it. */
export const orders = {
  expire: () => control('POST', '/expire-access'),
  fail: () => control('POST', '/fail', { target: 'refresh', kind: 'status', status: 503 }),
  // With strict rotation and no grace a lost reply ends the session, whatever the client does.
  drop: async () =>
    (await change({ graceMs: 10_000 })) && control('POST', '/fail', { target: 'refresh', kind: 'dropAfter' }),
  // Access tokens too, or else nobody would notice for a while.
  revoke: async () => (await control('POST', '/revoke')) && control('POST', '/expire-access'),
}
