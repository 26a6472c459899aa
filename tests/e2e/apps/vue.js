// A small Vue app: a reactive session, and a part that comes and goes with its scope.
import { createAuth } from 'authflight'
import { authGuard, authPlugin, useAuth, useSession, useUser } from 'authflight/vue'
import { createApp, h, ref } from 'vue'

const auth = await createAuth({ baseURL: '/bearer', login: '/login', refresh: '/refresh', logout: '/logout' })
window.auth = auth
const { subscribe } = auth
const listening = ref(0)
auth.subscribe = (listener) => {
  const stop = subscribe(listener)
  listening.value++
  return () => {
    stop()
    listening.value--
  }
}

const Status = {
  setup() {
    const session = useSession()
    const user = useUser()
    return () => [
      h('output', { id: 'status' }, session.value.status),
      h('output', { id: 'user' }, user.value?.sub ?? 'nobody'),
    ]
  },
}

const Orders = {
  setup() {
    const count = ref('')
    const auth = useAuth()
    auth.get('/orders').then(
      ({ data }) => {
        count.value = `${data.length} orders`
      },
      (error) => {
        count.value = error.code
      },
    )
    return () => h('output', { id: 'orders' }, count.value)
  },
}

const App = {
  setup() {
    const page = ref('none')
    const go = (name) => h('button', { id: `show-${name}`, onClick: () => (page.value = name) }, name)
    const login = () => auth.login({ username: 'demo', password: 'demo' })
    return () => [
      ...['none', 'status', 'orders'].map(go),
      h('button', { id: 'login', onClick: login }, 'Log in'),
      h('output', { id: 'listening' }, listening.value),
      page.value === 'status' && h(Status),
      page.value === 'orders' && h(Orders),
    ]
  },
}

window.guard = (route) => authGuard(auth)({ meta: {}, ...route })
createApp(App).use(authPlugin(auth)).mount('#app')
