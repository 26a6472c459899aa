// What the types of authflight/vue say, as an application reads them. Compiled by the stage `types`, never run.
import { createApp, type Plugin } from 'vue'
import type { Auth, Session } from './index.ts'
import { authGuard, authPlugin, useAuth, useSession, useUser } from './vue.ts'

declare const auth: Auth

const plugin: Plugin = authPlugin(auth)
createApp({}).use(plugin)
// @ts-expect-error the plugin needs a client
authPlugin()

const own: Auth = useAuth()
const session: Session = useSession().value
const status: 'signedOut' | 'signedIn' | 'refreshing' | 'restoring' = useSession(auth).value.status
// @ts-expect-error only the client changes the session
useSession().value = session
// @ts-expect-error and so are its members
useSession().value.status = 'signedIn'

const guard = authGuard(auth, '/enter')
type Verdict = true | { path: string; query: { redirect: string } }
const verdict: Verdict | Promise<Verdict> = guard({
  path: '/orders',
  fullPath: '/orders?page=2',
  meta: { public: false },
})
// @ts-expect-error the login's place is a path
authGuard(auth, { name: 'login' })

interface Person {
  name: string
  roles: string[]
}
type Role = 'admin' | 'staff'
declare const people: Auth<Person>

// The user's type is the client's, the roles' that of the predicate, and where it leads that of `forbidden`.
const withRoles = authGuard(people, {
  allow: (person, roles: Role[]) => roles.some((role) => person.roles.includes(role)),
  forbidden: { name: 'forbidden' },
})
const led: Verdict | { name: string } | Promise<Verdict | { name: string }> = withRoles({
  path: '/report',
  fullPath: '/report',
  name: 'report',
  meta: { roles: ['admin'] },
})
const stays: Verdict | false | Promise<Verdict | false> = authGuard(people, {
  login: '/enter',
  allow: async (person, roles) => roles.includes(person.name),
})({ path: '/report', fullPath: '/report', meta: {} })
// A client that says nothing of its users takes any predicate.
authGuard(auth, { allow: (person: Person) => person.roles.includes('admin'), forbidden: '/403' })
// @ts-expect-error a person has no age
authGuard(people, { allow: (person) => person.age > 18 })
// @ts-expect-error it answers with true or false
authGuard(people, { allow: (person) => person.name })

const user: { name: string } | null = useUser<{ name: string }>().value
// @ts-expect-error only the client says who is signed in
useUser().value = null

export { led, own, status, stays, user, verdict }
