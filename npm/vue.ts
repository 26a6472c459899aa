// Vue: a plugin, two composables and a guard for vue-router. They decide nothing.
import {
  getCurrentInstance,
  getCurrentScope,
  type InjectionKey,
  inject,
  onMounted,
  onScopeDispose,
  type Plugin,
  type ShallowRef,
  shallowReadonly,
  shallowRef,
  ssrContextKey,
} from 'vue'
import { nobody } from './nobody.ts'
import type { Auth, FetchAuth, Session } from './types.ts'

/** Two copies of this module share the key. */
const key: InjectionKey<FetchAuth> = Symbol.for('authflight.vue')

/** For `app.use`: gives `auth` to all components. */
export function authPlugin(auth: FetchAuth): Plugin {
  return { install: (app) => void app.provide(key, auth) }
}

/** The `auth` of the plugin: `useAuth<FetchAuth>()` if it is one of `authflight/fetch`. */
export function useAuth<A extends FetchAuth = Auth>(): A {
  const auth = inject(key, null) as A | null
  if (!auth) throw new Error('useAuth: call app.use(authPlugin(auth)) first.')
  return auth
}

/**
 * The session as a reactive value. It stops listening when the scope ends in which it was called. On the server, and while
 * hydrating a page that a server rendered, nobody is signed in.
 */
export function useSession(auth: FetchAuth = useAuth()): Readonly<ShallowRef<Session>> {
  const component = getCurrentInstance()
  // Scopes end in browsers only, so on the server a listener would never be removed.
  if (component && inject(ssrContextKey, null)) return shallowReadonly(shallowRef(nobody))
  // A component whose element exists already is being hydrated.
  const hydrating = Boolean(component?.vnode.el)
  const session = shallowRef(hydrating ? nobody : auth.session)
  const follow = () => {
    session.value = auth.session
  }
  if (hydrating) onMounted(follow)
  const stop = auth.subscribe(follow)
  if (getCurrentScope()) onScopeDispose(stop)
  return shallowReadonly(session)
}

/** What a guard needs to know of a route. */
interface Route {
  fullPath: string
  path: string
  meta: Record<PropertyKey, unknown>
}

/**
 * For `router.beforeEach`: a user who is not signed in goes to `login`, with the way back as `?redirect=`. Routes with
 * `meta.public` are open to all, and so are all routes on a server, because only the browser knows who is signed in.
 */
export function authGuard(
  auth: FetchAuth,
  login = '/login',
): (to: Route) => true | { path: string; query: { redirect: string } } {
  return (to) =>
    typeof document === 'undefined' ||
    to.meta.public ||
    to.path === login ||
    auth.session.status !== 'signedOut'
      ? true
      : { path: login, query: { redirect: to.fullPath } }
}
