/** A tab with authflight: nothing in it is about other tabs, either. */
import { createAuth } from '/package/index.js'
import { openTab } from './tab.js'

const auth = await createAuth({
  baseURL: '/bearer',
  login: '/login',
  refresh: '/refresh',
  logout: '/logout',
  // Beside the page's own session.
  storageKey: 'authflight-demo-tabs',
})

openTab({
  login: (username, password) => auth.login({ username, password }),
  fetch: auth.fetch,
  signedIn: () =>
    new Promise((resolve) => {
      const look = () => auth.session.signedIn && resolve(undefined)
      auth.subscribe(look)
      look()
    }),
  async leave() {
    await auth.logout()
    auth.dispose()
  },
})
