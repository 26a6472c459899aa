import { createAuth } from 'authflight'
import { configFor } from '../../day.js'

const runner = typeof jest === 'undefined' ? globalThis.vi : jest
const config = configFor('http://localhost')

afterEach(() => {
  runner.useRealTimers()
  localStorage.clear()
})

test('with fake timers a client begins where a test has removed the record alone', async () => {
  const last = await createAuth(config)
  await last.setTokens({ access: 'a', refresh: 'r' })
  last.dispose()
  localStorage.removeItem('authflight')
  runner.useFakeTimers()
  const auth = await createAuth(config)
  expect(auth.session.signedIn).toBe(false)
  auth.dispose()
})
