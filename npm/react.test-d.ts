// What the types of authflight/react say, as an application reads them. Compiled by the stage `types`, never run.
import { createElement, type ReactNode } from 'react'
import type { Auth, Session } from './index.ts'
import { AuthProvider, RequireAuth, useAuth, useSession } from './react.ts'

declare const auth: Auth

createElement(AuthProvider, { auth }, 'children')
// @ts-expect-error the provider needs a client
createElement(AuthProvider, {})
// @ts-expect-error and not a promise of one
createElement(AuthProvider, { auth: Promise.resolve(auth) })

const guarded: ReactNode = createElement(RequireAuth, { fallback: 'Log in', pending: null }, 'inside')
createElement(RequireAuth, null, 'inside')
// @ts-expect-error there is no such property
createElement(RequireAuth, { login: '/login' })

const own: Auth = useAuth()
const session: Session = useSession()
const status: 'signedOut' | 'signedIn' | 'refreshing' = session.status
// @ts-expect-error a snapshot of the session cannot be written to
session.pending = 0

export { guarded, own, status }
