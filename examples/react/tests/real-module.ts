// Not needed in an application: the real module, with the controls of the test auth, which order the same from the back-end.
import { vi } from 'vitest'
import { auth } from '../src/auth'
import { backEnd, type users } from './back-end'

Object.assign(auth, {
  test: {
    signIn: async ({ username } = { username: 'demo' } as (typeof users)['demo']) => {
      await auth.login({ username, password: username })
      await vi.waitUntil(() => auth.user)
    },
    signOut: () => auth.logout(),
    expire: () => backEnd.expire(),
    refuseRefresh: () => {
      backEnd.refuses = true
    },
    // It finds out by itself when nobody was there for so long.
    emit: (_: 'idle', { endsAt }: { endsAt: number }) =>
      vi.advanceTimersByTimeAsync(900_000 - (endsAt - Date.now())),
  },
})
