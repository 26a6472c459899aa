/**
 * What teams write by hand, in each tab of its own: the tokens in localStorage, one refresh for all requests of the tab, a queue
 * that waits for it. There is nothing wrong with it but that it knows of no other tab.
 */
import { openTab } from './tab.js'

const KEY = 'authflight-demo-by-hand'

/** @returns {{ access_token?: string, refresh_token?: string }} */
const tokens = () => JSON.parse(localStorage.getItem(KEY) ?? '{}')
const keep = (/** @type {object} */ some) =>
  localStorage.setItem(KEY, JSON.stringify({ ...tokens(), ...some }))

const post = (/** @type {string} */ path, /** @type {object} */ body) =>
  fetch(`/bearer${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** A token, or the way to the login page. */
function need(/** @type {'access_token' | 'refresh_token'} */ name) {
  const token = tokens()[name]
  if (!token) throw new Error('signed out')
  return token
}

const send = async (/** @type {string} */ path) =>
  fetch(`/bearer${path}`, { headers: { authorization: `Bearer ${need('access_token')}` } })

/** The refresh under way, which all requests of this tab wait for. @type {Promise<void> | null} */
let refreshing = null

async function refresh() {
  const reply = await post('/refresh', { refresh_token: need('refresh_token') })
  if (!reply.ok) {
    localStorage.removeItem(KEY)
    throw new Error('signed out')
  }
  keep(await reply.json())
}

openTab({
  async login(username, password) {
    const reply = await post('/login', { username, password })
    if (!reply.ok) throw new Error('login')
    keep(await reply.json())
  },
  async fetch(path) {
    const reply = await send(path)
    if (reply.status !== 401) return reply
    refreshing ??= refresh().finally(() => {
      refreshing = null
    })
    await refreshing
    return send(path)
  },
  async signedIn() {},
  async leave() {
    const { refresh_token } = tokens()
    localStorage.removeItem(KEY)
    if (refresh_token) await post('/logout', { refresh_token })
  },
})
