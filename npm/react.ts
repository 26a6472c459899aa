'use client'

// React: a provider, two hooks and a guard on `useSyncExternalStore`. They decide nothing.
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useSyncExternalStore,
} from 'react'
import { nobody } from './nobody.ts'
import type { Auth, FetchAuth, Session } from './types.ts'

const AuthContext = createContext<FetchAuth | null>(null)

/** Gives `auth` to all components below. Make `auth` once, outside of React, because StrictMode may mount this several times. */
export function AuthProvider(props: { auth: FetchAuth; children?: ReactNode }): ReactElement {
  return createElement(AuthContext.Provider, { value: props.auth }, props.children)
}

/** The `auth` of the provider above: `useAuth<FetchAuth>()` if it is one of `authflight/fetch`. */
export function useAuth<A extends FetchAuth = Auth>(): A {
  const auth = useContext(AuthContext) as A | null
  if (!auth) throw new Error('useAuth: there is no <AuthProvider> above this component.')
  return auth
}

/** The session. The component renders again when it changes. On the server, and while hydrating, nobody is signed in. */
export function useSession(): Session {
  const auth = useAuth()
  return useSyncExternalStore(
    auth.subscribe,
    () => auth.session,
    () => nobody,
  )
}

const never = () => () => {}

/** Whether this is a server, or the first rendering in the browser of a page that a server rendered. */
const useUnknowing = () =>
  useSyncExternalStore(
    never,
    () => false,
    () => true,
  )

/**
 * Shows `children` if somebody is signed in, and `fallback` otherwise. On the server, and while hydrating, this is not known
 * yet, and `pending` is shown, by default nothing: a fallback could lead a signed-in user away.
 */
export function RequireAuth(props: {
  fallback?: ReactNode
  pending?: ReactNode
  children?: ReactNode
}): ReactNode {
  const { status } = useSession()
  if (useUnknowing()) return props.pending
  return status === 'signedOut' ? props.fallback : props.children
}
