// What application tests rely on, checked by the compiler. Nothing here is executed.
import { attachAuth } from './axios.ts'
import { AuthProvider } from './react.ts'
import { createTestAuth, type TestAuth } from './testing.ts'
import type { Auth } from './types.ts'
import { authGuard, authPlugin } from './vue.ts'

interface User {
  name: string
}

const auth = createTestAuth<User>({ user: { name: 'Ada' }, baseURL: '/api' })

// It is taken wherever an auth is.
export const whole: Auth = auth
export const inside: unknown = [authGuard(auth), authPlugin(auth), AuthProvider({ auth })]
export const guarded: unknown = authGuard(auth, { allow: (user, roles) => roles.includes(user.name) })
export const attached = (axios: Parameters<typeof attachAuth>[0]): unknown => attachAuth(axios, auth)

// The user's type comes from the option.
export const inferred: TestAuth<{ id: number }> = createTestAuth({ user: { id: 1 } })
auth.on('userChanged', ({ user }) => user?.name.length)
auth.test.emit('refreshed', { by: 'otherTab' })
auth.test.signOut('idle')
// @ts-expect-error a user has a name
auth.test.signIn({ id: 1 })
// @ts-expect-error there is no such event
auth.test.emit('logout', {})
// @ts-expect-error what was sent is read only
auth.test.requests.push()
