// All that an application's tests need: `createAuth` makes the test auth. `src/auth.ts` stays as it is, its listeners included.
import { vi } from 'vitest'
import { users } from './back-end'

vi.mock('authflight', async () => {
  const testing = await import('authflight/testing')
  // In the place of the endpoint that says who it is: whoever signs in, if the test does not say.
  const given = { user: users.demo, signedIn: false }
  return { ...testing, createAuth: async (config: object) => testing.createTestAuth({ ...config, ...given }) }
})
