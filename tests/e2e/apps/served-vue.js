// What a server renders and the browser hydrates: parts that show the session and the user.
import { authPlugin, useSession, useUser } from 'authflight/vue'
import { createSSRApp, h } from 'vue'

/** @typedef {import('../../../npm/types.ts').Auth} Auth */

const Status = {
  setup() {
    const session = useSession()
    return () => h('output', { id: 'status' }, session.value.status)
  },
}

const User = {
  setup() {
    const user = useUser()
    return () =>
      h(
        'output',
        { id: 'user' },
        /** @type {any} */ (user.value)?.username ?? /** @type {any} */ (user.value)?.sub ?? 'nobody',
      )
  },
}

/** @param place where it is rendered; it shows, so that two places do not match */
export const makeApp = (/** @type {Auth} */ auth, /** @type {string | undefined} */ place = undefined) =>
  createSSRApp({ render: () => h('div', [h('h1', `Served ${place ?? ''}`), h(Status), h(User)]) }).use(
    authPlugin(auth),
  )
