/** The demo server's control surface: what it has seen, and orders to misbehave. */
import { forget, notify } from '../view/notice.js'

/**
 * What the server says of itself.
 * @typedef {{ resource: number, refresh: number }} Latency
 * @typedef {object} Settings
 * @property {number} accessLifetimeMs
 * @property {Latency} latencyMs
 * @property {number} graceMs
 * @property {number} clockSkewMs
 * @property {boolean} sendExpiresIn
 * @typedef {{ settings: Settings, counters: { login: number, refresh: { failed: number } } }} State
 */
/**
 * A request that the server has answered, or has not: then `status` is 0. `refused`: its token was. `atOnce`: how many refreshes of
 * the session there were.
 * @typedef {object} Entry
 * @property {number} n
 * @property {'login' | 'refresh' | 'logout' | 'resource' | 'public'} kind
 * @property {string} dialect
 * @property {string} path
 * @property {number} status
 * @property {string | null} user
 * @property {string | null} session
 * @property {boolean} refused
 * @property {number | null} atOnce
 */

/** As whom tabs are compared: nobody else's tokens expire then, and the page's own numbers leave these out. */
export const TABS_USER = 'tabs'

/** The sessions that the page itself has begun to show something: its own numbers leave these out, too. @type {Set<string>} */
export const playedSessions = new Set()

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

/** Null when the server does not answer. @returns {Promise<State | null>} */
export const state = () => control('GET', '/state')

/** What was answered after entry number `after`; all there is, if the log was cleared since. @returns {Promise<Entry[] | null>} */
export const log = (/** @type {number} */ after) => control('GET', `/log?after=${after}`)

/** @type {Set<(settings: Settings) => void>} */
const followers = new Set()

/** Calls back when this page has changed a setting. */
export const onSettings = (/** @type {(settings: Settings) => void} */ follower) => followers.add(follower)

/** Changes part of the settings. */
export async function change(/** @type {Partial<Settings>} */ settings) {
  const all = await control('PUT', '/settings', settings)
  if (all) for (const follower of followers) follower(all)
  return all
}

/** Changes part of the settings for a while, and says nothing to those who follow them. */
export const set = (/** @type {Partial<Settings>} */ settings) => control('PUT', '/settings', settings)

/** The next refresh fails so. */
export const failRefresh = (/** @type {{ kind: 'status' | 'hang', status?: number }} */ order) =>
  control('POST', '/fail', { target: 'refresh', ...order })

/** A server that nobody has touched yet answers in a millisecond: too fast to watch. */
export async function unhurry() {
  const now = await state()
  const untouched = now?.counters.login === 0 && !Object.values(now.settings.latencyMs).some(Boolean)
  if (untouched) await change({ latencyMs: speeds.calm })
}

/** From now on the access tokens of the compared tabs are refused. */
export const expireTabs = () => control('POST', '/expire-access', { user: TABS_USER })

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
