/** A tab with authflight: nothing in it is about queues, or about other tabs. */
import { createAuth } from '/package/index.js'
import { dialects } from '../dialects.js'
import { watchNetwork } from './network.js'
import { openTab, setup } from './tab.js'

const network = watchNetwork()

const auth = await createAuth({
  baseURL: `/${setup.dialect}`,
  ...dialects[setup.dialect],
  refreshTimeout: setup.timeout,
  // Beside the page's own session.
  storageKey: 'authflight-demo-tabs',
})

let loginsAsked = 0
auth.on('loginRequired', () => {
  loginsAsked += 1
})

/** @type {string[]} */
const warnings = []
auth.on('warning', ({ code }) => warnings.push(code))

openTab({
  network,
  login: (username, password) => auth.login({ username, password }),
  fetch: auth.fetch,
  signedIn: () =>
    new Promise((resolve) => {
      const look = () => auth.session.signedIn && resolve(undefined)
      auth.subscribe(look)
      look()
    }),
  logout: () => auth.logout(),
  keepsTokens: () => auth.session.signedIn,
  loginsAsked: () => loginsAsked,
  warnings: () => warnings,
  async leave() {
    await auth.logout()
    auth.dispose()
  },
})
