'use client'

// React: a provider, two hooks and a guard on `useSyncExternalStore`. They decide nothing. All of React's is used as a member
// of the namespace, so that a version without it gets a sentence and not a failed import.
import type { Context, ReactElement, ReactNode } from 'react'
import * as react from 'react'
import { needsAuth } from './given.ts'
import { nobody, notReady } from './nobody.ts'
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

const never = () => () => {}

/** Whether this is a server, or the first rendering in the browser of a page that a server rendered. */
const useUnknowing = () =>
  member('useSyncExternalStore')(
    never,
    () => false,
    () => true,
  )

/**
 * Shows `children` if somebody is signed in, and `fallback` otherwise. On the server, while hydrating, and while an `auth` of
 * `authFrom` waits for its module, this is not known yet, and `pending` is shown, by default nothing: a fallback could lead a
 * signed-in user away.
 */
export function RequireAuth(props: {
  fallback?: ReactNode
  pending?: ReactNode
  children?: ReactNode
}): ReactNode {
  const session = useSession()
  if (useUnknowing() || session === notReady) return props.pending
  return session.signedIn ? props.children : props.fallback
}
