// What a server renders and the browser hydrates: one part that shows the session.
import { authPlugin, useSession } from 'authflight/vue'
import { createSSRApp, h } from 'vue'

const Status = {
  setup() {
    const session = useSession()
    return () => h('output', { id: 'status' }, session.value.status)
  },
}

export const makeApp = (auth) =>
  createSSRApp({ render: () => h('div', [h('h1', 'Served'), h(Status)]) }).use(authPlugin(auth))
