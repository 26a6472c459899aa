// Vue: a plugin, two composables and a guard for vue-router. Nothing is decided here.
import {
  getCurrentScope,
  type InjectionKey,
  inject,
  onScopeDispose,
  type Plugin,
  type ShallowRef,
  shallowReadonly,
  shallowRef,
} from 'vue'
import type { Auth, Session } from './types.ts'

/** Two copies of this module share it. */
const key: InjectionKey<Auth> = Symbol.for('authflight.vue')

/** For `app.use`: hands `auth` to all components. */
export function authPlugin(auth: Auth): Plugin {
  return { install: (app) => void app.provide(key, auth) }
}

/** The `auth` of the plugin. */
export function useAuth(): Auth {
  const auth = inject(key, null)
  if (!auth) throw new Error('useAuth: call app.use(authPlugin(auth)) first.')
  return auth
}

/** The session, reactive; it stops listening with the scope that asked for it. */
export function useSession(auth: Auth = useAuth()): Readonly<ShallowRef<Session>> {
  const session = shallowRef(auth.session)
  const stop = auth.subscribe(() => {
    session.value = auth.session
  })
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
 * For `router.beforeEach`: whoever is not signed in goes to `login`, with the way back as `?redirect=`. Routes with
 * `meta.public` are open to all.
 */
export function authGuard(
  auth: Auth,
  login = '/login',
): (to: Route) => true | { path: string; query: { redirect: string } } {
  return (to) =>
    to.meta.public || to.path === login || auth.session.status !== 'signedOut'
      ? true
      : { path: login, query: { redirect: to.fullPath } }
}
