// fetch, and the least that can be written around it by hand: what the others are measured against. It knows nothing of
// other tabs, bodies, aborts or trouble.
import { authorization, forget, keep, refreshToken } from '../page/tokens.js'

/** @type {Promise<void> | undefined} */
let refreshing

async function refresh() {
  const body = JSON.stringify({ refresh_token: refreshToken() })
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch('/bearer/refresh', { method: 'POST', headers, body })
  if (!reply.ok) {
    forget()
    throw new Error(`refresh: ${reply.status}`)
  }
  keep(await reply.json())
}

async function get(/** @type {string} */ path) {
  const sent = authorization()
  let reply = await fetch(`/bearer${path}`, { headers: { authorization: sent } })
  if (reply.status === 401) {
    if (sent === authorization()) {
      refreshing ??= refresh().finally(() => {
        refreshing = undefined
      })
      await refreshing
    }
    reply = await fetch(`/bearer${path}`, { headers: { authorization: authorization() } })
  }
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`)
  return reply.json()
}

/** @returns {Promise<import('../page/clients.js').Client>} */
export const create = async () => ({ get })
