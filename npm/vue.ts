// Vue: a plugin, two composables and a guard for vue-router. They decide nothing. All of Vue's is used as a member of the
// namespace, so that a version without it gets a sentence and not a failed import.
import type { InjectionKey, Plugin, ShallowRef } from 'vue'
import * as vue from 'vue'
import { needsAuth } from './given.ts'
import { nobody, notReady } from './nobody.ts'
import type { Auth, FetchAuth, Session } from './types.ts'
import { needs } from './version.ts'

/** The oldest version that has all of it. */
const check = () => needs('vue', vue.version, '3.3')

/** Vue's `ssrContextKey`, by its description. webpack would refuse to build with a Vue that does not export it. */
const ssrContext = Symbol.for('v-scx')

/** Two copies of this module share the key. */
const key: InjectionKey<FetchAuth> = Symbol.for('authflight.vue')

/** For `app.use`: gives `auth` to all components. Throws `CONFIG` beside a Vue older than 3.3. */
export function authPlugin(auth: FetchAuth): Plugin {
  check()
  needsAuth('authPlugin', auth)
  return { install: (app) => void app.provide(key, auth) }
}

/** The `auth` of the plugin: `useAuth<FetchAuth>()` if it is one of `authflight/fetch`. */
export function useAuth<A extends FetchAuth = Auth>(): A {
  check()
  const auth = vue.inject(key, null) as A | null
  if (!auth) throw new Error('useAuth: call app.use(authPlugin(auth)) first.')
  return auth
}

/**
 * The session as a reactive value. It stops listening when the scope ends in which it was called. On the server, and while
 * hydrating a page that a server rendered, nobody is signed in.
 */
export function useSession(auth: FetchAuth = useAuth()): Readonly<ShallowRef<Session>> {
  check()
  const component = vue.getCurrentInstance()
  // Scopes end in browsers only, so on the server a listener would never be removed.
  if (component && vue.inject(ssrContext, null)) return vue.shallowReadonly(vue.shallowRef(nobody))
  // A component whose element exists already is being hydrated.
  const hydrating = Boolean(component?.vnode.el)
  const session = vue.shallowRef(hydrating ? nobody : auth.session)
  const follow = () => {
    session.value = auth.session
  }
  if (hydrating) vue.onMounted(follow)
  const stop = auth.subscribe(follow)
  if (vue.getCurrentScope()) vue.onScopeDispose(stop)
  return vue.shallowReadonly(session)
}

/** What a guard needs to know of a route. */
interface Route {
  fullPath: string
  path: string
  meta: Record<PropertyKey, unknown>
}

type Verdict = true | { path: string; query: { redirect: string } }

/**
 * For `router.beforeEach`: a user who is not signed in goes to `login`, with the way back as `?redirect=`. Routes with
 * `meta.public` are open to all, and so are all routes on a server, because only the browser knows who is signed in. While an
 * `auth` of `authFrom` waits for its module, the navigation waits, too, and fails with what kept the module from coming.
 */
export function authGuard(auth: FetchAuth, login = '/login'): (to: Route) => Verdict | Promise<Verdict> {
  needsAuth('authGuard', auth)
  return (to) => {
    if (typeof document === 'undefined' || to.meta.public || to.path === login) return true
    const judge = (): Verdict => auth.session.signedIn || { path: login, query: { redirect: to.fullPath } }
    return auth.session === notReady ? auth.ready.then(judge) : judge()
  }
}
