// What a server renders and the browser hydrates: parts that show the session and the user.
import { authPlugin, useSession, useUser } from 'authflight/vue'
import { computed, createSSRApp, effectScope, h } from 'vue'

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

/** As Pinia makes a store: in a scope of the app, which a plugin or a guard may do before any component is there. */
const makeStore = (/** @type {import('vue').App} */ app) =>
  app.runWithContext(() =>
    effectScope(true).run(() => {
      const session = useSession()
      const user = useUser()
      const isSomebody = computed(() => session.value.signedIn && user.value !== null)
      return { session, user, isSomebody }
    }),
  )

const shown = (/** @type {string} */ id, /** @type {unknown} */ text) => h('output', { id }, String(text))

/** @param place where it is rendered; it shows, so that two places do not match */
export function makeApp(/** @type {Auth} */ auth, /** @type {string | undefined} */ place = undefined) {
  const app = createSSRApp({
    render: () => h('div', [h('h1', `Served ${place ?? ''}`), h(Status), h(User), h(Stored)]),
  }).use(authPlugin(auth))
  const store = /** @type {NonNullable<ReturnType<typeof makeStore>>} */ (makeStore(app))
  // A guard asks before anything is rendered.
  const isSomebody = store.isSomebody.value
  if (typeof window === 'object') window.guarded = isSomebody
  const Stored = {
    setup: () => () => [
      shown('stored-status', store.session.value.status),
      shown('stored-somebody', store.isSomebody.value),
    ],
  }
  return app
}
