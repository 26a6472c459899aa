'use client'

// React: a provider, two hooks and a guard on `useSyncExternalStore`. They decide nothing. All of React's is used as a member
// of the namespace, so that a version without it gets a sentence and not a failed import.
import type { Context, ReactElement, ReactNode } from 'react'
import * as react from 'react'
import { AuthflightError } from './errors.ts'
import { report } from './listeners.ts'
import { needsAuth } from './needs-auth.ts'
import { nobody, notReady } from './nobody.ts'
import { isGiven, needsAllow, userUnknown } from './roles.ts'
import type { Auth, FetchAuth, Session } from './types.ts'
import { needs } from './version.ts'

/** A member by its name, which webpack does not see: it would refuse to build with a React that does not export it. */
// biome-ignore lint/performance/noDynamicNamespaceImportAccess: React is one piece, of which no bundler leaves anything out
const member = <N extends keyof typeof react>(name: N): (typeof react)[N] => react[name]

let context: Context<FetchAuth | null> | undefined

/** Made at the first use, so that importing does nothing. */
function authContext(): Context<FetchAuth | null> {
  needs('react', react.version, '18.0')
  context ??= react.createContext<FetchAuth | null>(null)
  return context
}

/**
 * Gives `auth` to all components below. Make `auth` once, outside of React, because StrictMode may mount this several times.
 * Throws `CONFIG` beside a React older than 18.
 */
export function AuthProvider(props: { auth: FetchAuth; children?: ReactNode }): ReactElement {
  const { Provider } = authContext()
  needsAuth('<AuthProvider>', props.auth)
  return react.createElement(Provider, { value: props.auth }, props.children)
}

/** The `auth` of the provider above: `useAuth<FetchAuth>()` if it is one of `authflight/fetch`. */
export function useAuth<A extends FetchAuth = Auth>(): A {
  const auth = react.useContext(authContext()) as A | null
  if (!auth) throw new Error('useAuth: there is no <AuthProvider> above this component.')
  return auth
}

/** The session. The component renders again when it changes. On the server, and while hydrating, nobody is signed in. */
export function useSession(): Session {
  const auth = useAuth()
  return member('useSyncExternalStore')(
    auth.subscribe,
    () => auth.session,
    () => nobody,
  )
}

/**
 * Who is signed in: `auth.user`. The component renders again when it changes. On the server, and while hydrating, it is `null`.
 */
export function useUser<User = unknown>(): User | null {
  const auth = useAuth<FetchAuth<User>>()
  return member('useSyncExternalStore')(
    auth.subscribe,
    () => auth.user,
    () => null,
  )
}

const never = () => () => {}

/** Whether this is a server, or the first rendering in the browser of a page that a server rendered. */
const useUnknowing = () =>
  member('useSyncExternalStore')(
    never,
    () => false,
    () => true,
  )

/** What `RequireAuth` shows, and to whom. */
export type RequireAuthProps<User = unknown, Roles = readonly string[]> = {
  /** For who is not signed in. */
  fallback?: ReactNode
  /** While it is not known who is signed in. */
  pending?: ReactNode
  /** For who is signed in, and refused by `allow`. */
  forbidden?: ReactNode
  children?: ReactNode
} & (
  | { roles?: null | undefined }
  | {
      /** For whom the children are, in the application's own words. */
      roles: Roles | null | undefined
      /**
       * Whether the user may see the children. It is called while rendering, so it answers at once. It only decides what is shown: the
       * server has to check each request by itself.
       */
      allow: (user: User, roles: Roles) => boolean
    }
)

/**
 * Shows `children` if somebody is signed in, and `fallback` otherwise. On the server, while hydrating, while an `auth` of
 * `authFrom` waits for its module, and while the session is `restoring`, this is not known yet, and `pending` is shown, by default
 * nothing: a fallback could lead a signed-in user away.
 *
 * With `roles` the children are for users whom `allow` lets in; others see `forbidden`, by default nothing. While `auth.user` is not
 * known yet, `pending` is shown, also after the endpoint of `config.user` has failed, which the event `userChanged` tells and which
 * signs nobody out. It is asked again by the next `RequireAuth` that mounts, and by `auth.reloadUser()`. Throws `CONFIG` if there is no `allow`,
 * or one that answers with a promise.
 */
export function RequireAuth<User = unknown, Roles = readonly string[]>(
  props: RequireAuthProps<User, Roles>,
): ReactNode {
  const { roles, allow } = props as { roles?: Roles; allow?: (user: User, roles: Roles) => boolean }
  const asksRoles = isGiven(roles)
  if (asksRoles) needsAllow(guard, allow)
  const auth = useAuth<FetchAuth<User>>()
  const session = useSession()
  const user = useUser<User>()
  const isUnknown = useUnknowing() || session === notReady || session.status === 'restoring'
  const isUserMissing = session.signedIn && user === null && asksRoles
  react.useEffect(() => {
    if (isUserMissing) askForUser(auth)
  }, [auth, isUserMissing])
  if (isUnknown) return props.pending
  if (!session.signedIn) return props.fallback
  if (!asksRoles || !allow) return props.children
  if (user === null) return props.pending
  const isAllowed: unknown = allow(user, roles as Roles)
  // Of whatever kind: an object would let everybody in.
  if (typeof (isAllowed as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function')
    throw new AuthflightError(
      'CONFIG',
      `${guard}: expected allow to answer with true or false, got a promise`,
    )
  return isAllowed ? props.children : props.forbidden
}

const guard = '<RequireAuth roles>'

/** Joins the client's own asking, or asks again. What fails was told by `userChanged` when the session began. */
function askForUser(auth: FetchAuth): void {
  auth.reloadUser().then(
    () => {
      if (auth.user === null && auth.session.signedIn) report(userUnknown(guard))
    },
    () => {},
  )
}
