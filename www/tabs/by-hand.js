/**
 * What teams write by hand, in each tab of its own: axios, the tokens in localStorage, one refresh for all requests of the tab, and a
 * queue that waits for it. There is nothing wrong with it but what it does not know of: other tabs, late replies, a network that comes back.
 */
import axios from '/axios/axios.min.js'
import { watchNetwork } from './network.js'
import { openTab, setup } from './tab.js'

const network = watchNetwork()
const isCookie = setup.dialect === 'cookie'
const KEY = 'authflight-demo-by-hand'

/** @typedef {{ access_token?: string, refresh_token?: string }} Tokens */
/** Where the refresh token is a cookie, the access token stays in memory. @type {Tokens} */
let memory = {}
/** @returns {Tokens} */
const tokens = () => (isCookie ? memory : JSON.parse(localStorage.getItem(KEY) ?? '{}'))
function keep(/** @type {Tokens} */ some) {
  if (isCookie) memory = { ...memory, ...some }
  else localStorage.setItem(KEY, JSON.stringify({ ...tokens(), ...some }))
}
function forget() {
  memory = {}
  localStorage.removeItem(KEY)
}

const options = { baseURL: new URL(`/${setup.dialect}`, document.baseURI).href, timeout: setup.timeout }
const plain = axios.create(options)
const api = axios.create(options)

api.interceptors.request.use((config) => {
  const { access_token } = tokens()
  if (!access_token) throw new Error('signed out')
  config.headers.set('Authorization', `Bearer ${access_token}`)
  return config
})

let isRefreshing = false
/** @type {{ resolve: () => void, reject: (error: unknown) => void }[]} */
let failedQueue = []
let loginsAsked = 0

function processQueue(/** @type {unknown} */ error) {
  for (const { resolve, reject } of failedQueue) error ? reject(error) : resolve()
  failedQueue = []
}

async function refresh() {
  // Another tab may have signed the user out since the request was sent.
  if (localStorage.getItem(KEY) === null) throw new Error('signed out')
  const { refresh_token } = tokens()
  const { data } = await plain.post('/refresh', { refresh_token })
  keep(data)
}

api.interceptors.response.use(undefined, async (error) => {
  const original = error.config
  if (error.response?.status !== 401 || original._retry) throw error
  original._retry = true
  if (isRefreshing) {
    await new Promise((/** @type {(value?: void) => void} */ resolve, reject) =>
      failedQueue.push({ resolve, reject }),
    )
    return api(original)
  }
  isRefreshing = true
  try {
    await refresh()
    processQueue(null)
  } catch (refused) {
    processQueue(refused)
    forget()
    // location.href = '/login'
    loginsAsked += 1
    throw refused
  } finally {
    isRefreshing = false
  }
  return api(original)
})

// After a reload nothing is in memory: a tab with a cookie begins with a refresh.
if (isCookie && localStorage.getItem(KEY)) await refresh().catch(forget)

openTab({
  network,
  async login(username, password) {
    const { data } = await plain.post('/login', { username, password })
    keep(data)
    if (isCookie) localStorage.setItem(KEY, '{}')
  },
  async fetch(path, init) {
    const { status, data } = await api({
      url: path,
      method: init?.method ?? 'GET',
      data: init?.body,
      responseType: 'text',
    })
    return new Response(data, { status })
  },
  async signedIn() {},
  async logout() {
    const { access_token, refresh_token } = tokens()
    forget()
    await plain.post('/logout', { refresh_token }, { headers: { Authorization: `Bearer ${access_token}` } })
  },
  keepsTokens: () => tokens().access_token !== undefined,
  loginsAsked: () => loginsAsked,
  warnings: () => [],
  async leave() {
    const { refresh_token } = tokens()
    forget()
    if (refresh_token || isCookie) await plain.post('/logout', { refresh_token })
  },
})
