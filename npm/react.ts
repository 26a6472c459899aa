'use client'

// React: a provider, two hooks and a guard on `useSyncExternalStore`. Nothing is decided here.
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

/** Hands `auth` to all below. It is made outside of React, once: StrictMode may mount this as often as it likes. */
export function AuthProvider(props: { auth: FetchAuth; children?: ReactNode }): ReactElement {
  return createElement(AuthContext.Provider, { value: props.auth }, props.children)
}

/** The `auth` of the provider above: `useAuth<FetchAuth>()` if it is one of `authflight/fetch`. */
export function useAuth<A extends FetchAuth = Auth>(): A {
  const auth = useContext(AuthContext) as A | null
  if (!auth) throw new Error('useAuth: there is no <AuthProvider> above this component.')
  return auth
}

/** The session, re-rendered when it changes. On the server, and while hydrating, nobody is signed in. */
export function useSession(): Session {
  const auth = useAuth()
  return useSyncExternalStore(
    auth.subscribe,
    () => auth.session,
    () => nobody,
  )
}

const never = () => () => {}

/** Whether this is a server, or the first rendering in the browser of what came from one. */
const useUnknowing = () =>
  useSyncExternalStore(
    never,
    () => false,
    () => true,
  )

/**
 * Shows `children` to whoever is signed in, and `fallback` to everybody else. On the server, and while hydrating, nobody
 * knows yet which of them it will be: `pending` is shown, by default nothing, so that no fallback leads anybody away.
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
