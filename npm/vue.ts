// Vue: a plugin, two composables and a guard for vue-router. They decide nothing. All of Vue's is used as a member of the
// namespace, so that a version without it gets a sentence and not a failed import.
import type { InjectionKey, Plugin, ShallowRef } from 'vue'
import * as vue from 'vue'
import type { AuthflightError } from './errors.ts'
import { lasting } from './lasting.ts'
import { needsAuth } from './needs-auth.ts'
import { nobody, notReady } from './nobody.ts'
import { isGiven, needsAllow, neverJudged, userUnknown } from './roles.ts'
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
  return {
    install: (app) => {
      app.provide(key, auth)
      const { mount } = app
      app.mount = (...given) => {
        if (isServed(given[0])) bump(mounts)
        return mount(...given)
      }
    },
  }
}

/** The `auth` of the plugin: `useAuth<FetchAuth>()` if it is one of `authflight/fetch`. */
export function useAuth<A extends FetchAuth = Auth>(): A {
  check()
  const auth = vue.inject(key, null) as A | null
  if (!auth) throw new Error('useAuth: call app.use(authPlugin(auth)) first.')
  return auth
}

/**
 * The session as a reactive value. It stops listening when the scope ends in which it was called. On the server, and for components
 * while they hydrate what a server rendered, nobody is signed in, whether it was called in a component, a store or a plugin.
 */
export function useSession(auth: FetchAuth = useAuth()): Readonly<ShallowRef<Session>> {
  return followed(auth, () => auth.session, nobody)
}

/** Who is signed in, `auth.user`, as a reactive value. On the server, and while hydrating, it is `null`. */
export function useUser<User = unknown>(
  auth: FetchAuth<User> = useAuth<FetchAuth<User>>(),
): Readonly<ShallowRef<User | null>> {
  return followed(auth, () => auth.user, null)
}

/** What the client knows, as a reactive value; `unknown` where nobody is signed in yet. */
function followed<T>(auth: FetchAuth, read: () => T, unknown: T): Readonly<ShallowRef<T>> {
  check()
  if (isRendered()) return vue.shallowReadonly(vue.shallowRef(unknown))
  const value: ShallowRef<T> = vue.shallowRef(read())
  const stop = auth.subscribe(() => {
    value.value = read()
  })
  if (vue.getCurrentScope()) vue.onScopeDispose(stop)
  if (isHydrating()) vue.onMounted(lookAgain)
  // Judged by who reads: a store is older than the components that are hydrated, and is read by others meanwhile.
  const shown = vue.toRef(() => (readWhileHydrating() ? unknown : value.value))
  return vue.shallowReadonly(shown as ShallowRef<T>)
}

/**
 * Whether this is for a page that a server renders. Scopes end in browsers only, so on the server a listener would never be removed:
 * neither that of a component, nor that of a store, which knows nothing of the rendering yet.
 */
const isRendered = () =>
  vue.getCurrentInstance() ? Boolean(vue.inject(ssrContext, null)) : typeof document === 'undefined'

/** Whether a component is being set up or rendered for the first time, whose element exists already. */
function isHydrating(): boolean {
  const component = vue.getCurrentInstance()
  return Boolean(component && !component.isMounted && component.vnode.el)
}

/** Counts what makes those who have read read again. */
interface Count {
  ref?: ShallowRef<number>
}
/** For those who have read while hydrating: what was not known then. */
const looks: Count = {}
/** For what was computed before the hydrating, as by a guard that asks a store. */
const mounts: Count = {}

/** Made at the first use, so that importing does nothing. */
const track = (count: Count) => {
  count.ref ??= vue.shallowRef(0)
  return count.ref.value
}
const bump = ({ ref }: Count) => {
  if (ref) ref.value++
}

const lookAgain = () => bump(looks)
let isLookingAgain = false

/** Whether the reader is being hydrated, and must find what the server has shown. It reads again when that is over. */
function readWhileHydrating(): boolean {
  if (!vue.getCurrentInstance()) track(mounts)
  if (!isHydrating()) return false
  track(looks)
  if (!isLookingAgain) {
    isLookingAgain = true
    vue.nextTick().then(() => {
      isLookingAgain = false
      lookAgain()
    })
  }
  return true
}

/** Whether a server may have rendered what is in it. */
function isServed(container: unknown): boolean {
  const element = typeof container === 'string' ? document.querySelector(container) : container
  return Boolean((element as Partial<Element> | null)?.firstChild)
}

/** What a guard needs to know of a route. */
interface Route {
  fullPath: string
  path: string
  name?: unknown
  meta: Record<PropertyKey, unknown>
}

type Verdict = true | { path: string; query: { redirect: string } }

/** Judges a navigation. `Place` is where it may lead beside the login. */
type Guard<Place> = (to: Route) => Verdict | Place | Promise<Verdict | Place>

/** The options of `authGuard`. */
export interface GuardOptions<User = unknown, Roles = readonly string[], Place = false> {
  /** The path of the login. Default `/login`. */
  login?: string | undefined
  /**
   * Whether the user may enter a route with these `meta.roles`. It may ask a server, and the navigation waits. What it throws fails
   * the navigation. It only decides what is shown: the server has to check each request by itself.
   */
  allow?(user: User, roles: Roles): boolean | PromiseLike<boolean>
  /**
   * Where a user goes whom `allow` refuses: a path or a location of vue-router. That place asks for no roles itself. Default
   * `false`, vue-router's word for a navigation that does not take place.
   */
  forbidden?: Place
}

/**
 * For `router.beforeEach`: a user who is not signed in goes to `login`, with the way back as `?redirect=`. Routes with
 * `meta.public` are open to all, and so are all routes on a server, because only the browser knows who is signed in. While an
 * `auth` of `authFrom` waits for its module, and while the session is `restoring`, the navigation waits, too, however long the
 * server cannot be reached. It fails with what kept the module from coming or made it fail, and if `auth` is disposed of meanwhile.
 *
 * A route with `meta.roles` is for users whom `allow` lets in, whether or not it is `public`. While `auth.user` is not known yet,
 * the navigation waits. If the endpoint of `config.user` fails, the navigation fails with its error and nobody is signed out; the
 * next one asks again. Roles that change while a page is open count at the next navigation. Without `allow`, and where nothing says
 * who is signed in, the navigation fails with `CONFIG`. So it does where the user is another one after each of ten calls of `allow`.
 */
export function authGuard<User = unknown, Roles = readonly string[], Place = false>(
  auth: FetchAuth<User>,
  options: GuardOptions<User, Roles, Place>,
): Guard<Place>
export function authGuard(auth: FetchAuth, login?: string): Guard<never>
export function authGuard(
  auth: FetchAuth,
  options: string | GuardOptions<unknown, unknown, unknown> = {},
): Guard<unknown> {
  needsAuth('authGuard', auth)
  const {
    login = '/login',
    allow,
    forbidden = false,
  } = typeof options === 'string' ? { login: options } : options
  return (to) => {
    const { roles } = to.meta
    const asksRoles = isGiven(roles) && !isAt(to, forbidden)
    const isPublic = to.meta.public && !asksRoles
    if (typeof document === 'undefined' || isPublic || to.path === login) return true
    const toLogin = { path: login, query: { redirect: to.fullPath } }
    const admit = async () => {
      needsAllow(rolesGuard, allow)
      for (let times = 0; times < mostJudgements; times++) {
        const user = await known(auth)
        if (user === null) return toLogin
        const isAllowed = await allow(user, roles)
        // Another user may have come meanwhile, or this one have changed.
        if (isStill(user, auth, times > 0)) return Boolean(isAllowed) || forbidden
      }
      throw neverJudged(rolesGuard, mostJudgements)
    }
    const judge = () => (!auth.session.signedIn ? toLogin : asksRoles ? admit() : true)
    const judgeRestored = () => (auth.session.status === 'restoring' ? restored(auth).then(judge) : judge())
    return auth.session === notReady ? auth.ready.then(judgeRestored) : judgeRestored()
  }
}

const rolesGuard = 'authGuard, for a route with meta.roles'

/** How often `allow` is asked again because the user has changed meanwhile: it may be `allow` that changes him. */
const mostJudgements = 10

/**
 * Whether this is the user. Claims are another object with each new token: those that say when it ends are not about the user, and
 * others, such as a serial number, may have changed because `allow` refreshes. Then the same subject is judged `again`, and not more.
 */
function isStill(user: unknown, auth: FetchAuth, again: boolean): boolean {
  const now = auth.user
  if (now === user) return true
  if (now === null || now !== auth.claims) return false
  const { sub } = now as { sub?: unknown }
  if (again && isGiven(sub) && sub === (user as { sub?: unknown }).sub) return true
  return JSON.stringify(now, lasting) === JSON.stringify(user, lasting)
}

/** Whether a route is the place that a location names. */
function isAt(to: Route, place: unknown): boolean {
  if (typeof place === 'string') return to.path === place.replace(/[?#].*/s, '')
  const { path, name } = (place || {}) as Partial<Route>
  return path === undefined ? isGiven(name) && to.name === name : to.path === path
}

/** The user of the session, once it is known. `null` if nobody is signed in any more. */
async function known(auth: FetchAuth): Promise<unknown> {
  if (auth.user !== null) return auth.user
  try {
    await auth.reloadUser()
  } catch (error) {
    // A session that has ended is answered by the login.
    if (auth.session.signedIn || isFinal(error)) throw error
  }
  if (auth.user === null && auth.session.signedIn) throw userUnknown('authGuard')
  return auth.user
}

/**
 * Resolves when the session is restored or refused. A call that needs the token waits for that, and always settles. While the server
 * cannot be reached it fails, and the client asks again by itself.
 */
async function restored(auth: FetchAuth): Promise<void> {
  for (;;) {
    try {
      return void (await auth.getAccessToken())
    } catch (error) {
      if (isFinal(error)) throw error
      if (auth.session.status !== 'restoring') return
      await changed(auth)
    }
  }
}

/** Resolves when the session changes: it is asked for again, or the client has ended. */
function changed(auth: FetchAuth): Promise<void> {
  return new Promise((resolve) => {
    const stop = auth.subscribe(() => {
      stop()
      resolve()
    })
  })
}

/** Whether the client can do nothing any more. */
function isFinal(error: unknown): boolean {
  const { code } = error as Partial<AuthflightError>
  return code === 'DISPOSED' || code === 'INTERNAL'
}
