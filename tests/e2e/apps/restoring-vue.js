// A Vue app whose session only the server can renew, and the guard of its router.
import { createAuth } from 'authflight'
import { authGuard, authPlugin, useSession } from 'authflight/vue'
import { createApp, h } from 'vue'
import { dialects } from '../../../www/dialects.js'

const auth = await createAuth({ baseURL: '/cookie', ...dialects.cookie, retry: { base: 20 } })
window.auth = auth
window.told = []
for (const event of ['signedIn', 'signedOut', 'loginRequired'])
  auth.on(event, (detail) => window.told.push([event, detail]))

const guard = authGuard(auth)
/** Begins a navigation. `verdict` is there once the guard has judged. */
window.navigate = (path, meta = {}) => {
  window.verdict = undefined
  Promise.resolve(guard({ path, fullPath: path, meta })).then(
    (verdict) => {
      window.verdict = verdict
    },
    ({ code }) => {
      window.verdict = code
    },
  )
}

const App = {
  setup() {
    const session = useSession()
    return () => h('output', { id: 'status' }, session.value.status)
  },
}
createApp(App).use(authPlugin(auth)).mount('#app')
