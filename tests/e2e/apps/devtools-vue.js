// A Vue app that has the devtools' element in its template's place, as a property takes the client.
import { createAuth } from 'authflight'
import 'authflight/devtools'
import { authPlugin, useAuth, useSession } from 'authflight/vue'
import { createApp, h } from 'vue'

const auth = await createAuth({ baseURL: '/bearer', login: '/login', refresh: '/refresh', logout: '/logout' })
window.auth = auth

const App = {
  setup() {
    const auth = useAuth()
    const session = useSession()
    return () => [
      h('output', { id: 'status' }, session.value.status),
      h('authflight-devtools', { auth, open: true }),
    ]
  },
}

createApp(App).use(authPlugin(auth)).mount('#app')
