// What a server renders and the browser hydrates: parts that show the session and the user.
import { authPlugin, useSession, useUser } from 'authflight/vue'
import { createSSRApp, h } from 'vue'

const Status = {
  setup() {
    const session = useSession()
    return () => h('output', { id: 'status' }, session.value.status)
  },
}

const User = {
  setup() {
    const user = useUser()
    return () => h('output', { id: 'user' }, user.value?.username ?? user.value?.sub ?? 'nobody')
  },
}

/** @param place where it is rendered; it shows, so that two places do not match */
export const makeApp = (auth, place) =>
  createSSRApp({ render: () => h('div', [h('h1', `Served ${place ?? ''}`), h(Status), h(User)]) }).use(
    authPlugin(auth),
  )
