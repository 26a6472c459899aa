import { createAuth } from 'authflight'
import { configFor, day } from '../../day.js'

const server = process.env.AUTHFLIGHT_DEMO

test('login, expiry, ten requests at once', async () => {
  const auth = await createAuth({ ...configFor(server), storage: 'memory' })
  let refreshes = 0
  auth.on('refreshed', () => refreshes++)
  const statuses = await day(auth, server)
  expect(statuses).toEqual(Array.from({ length: 10 }, () => 200))
  expect(refreshes).toBe(1)
  const { data } = await auth.get('/me', { signal: new AbortController().signal, timeout: 5000 })
  expect(data.username).toBe('demo')
  await auth.logout()
  expect(auth.session.signedIn).toBe(false)
  auth.dispose()
})
