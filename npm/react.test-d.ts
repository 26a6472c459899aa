// What the types of authflight/react say, as an application reads them. Compiled by the stage `types`, never run.
import { createElement, type ReactNode } from 'react'
import type { Auth, Session } from './index.ts'
import { AuthProvider, RequireAuth, useAuth, useSession, useUser } from './react.ts'

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

interface Person {
  name: string
  roles: string[]
}
type Role = 'admin' | 'staff'
const allow = (person: Person, roles: Role[]) => roles.some((role) => person.roles.includes(role))
const forbidden = 'Not for you'

RequireAuth({ roles: ['admin'], allow, forbidden })
createElement(RequireAuth<Person, Role[]>, { roles: ['admin', 'staff'], allow, forbidden }, 'inside')
// A part without roles, as of a list of parts.
declare const some: { roles?: Role[] | undefined }
RequireAuth({ roles: some.roles, allow })
RequireAuth({ roles: undefined, fallback: 'Log in' })
// @ts-expect-error roles mean nothing without the application's predicate
RequireAuth({ roles: ['admin'] })
// @ts-expect-error there is no such role
RequireAuth({ roles: ['boss'], allow })
// @ts-expect-error it is called while rendering, and cannot wait
RequireAuth({ roles: ['admin'], allow: async (person: Person) => person.name === 'Ada' })

const own: Auth = useAuth()
const session: Session = useSession()
const status: 'signedOut' | 'signedIn' | 'refreshing' | 'restoring' = session.status
// @ts-expect-error a snapshot of the session cannot be written to
session.pending = 0

const user: { name: string } | null = useUser<{ name: string }>()
const somebody: unknown = useUser()

export { guarded, own, somebody, status, user }
