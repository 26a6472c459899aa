import { createAuth } from 'authflight'
import { configFor } from '../../day.js'

const runner = typeof jest === 'undefined' ? globalThis.vi : jest
const config = configFor('http://localhost')

beforeEach(() => runner.useFakeTimers())
afterEach(() => runner.useRealTimers())

test('with fake timers a client begins, and is signed in', async () => {
  const auth = await createAuth(config)
  await auth.setTokens({ access: 'a', refresh: 'r' })
  expect(auth.session.signedIn).toBe(true)
  expect(await auth.getAccessToken()).toBe('a')
  auth.dispose()
})
