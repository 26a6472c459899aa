import { createAuth } from 'authflight'
import { configFor } from '../../day.js'

const config = configFor('http://localhost')
const tokens = { access: 'a', refresh: 'r' }

async function signedIn(options) {
  const auth = await createAuth({ ...config, ...options })
  await auth.setTokens(tokens)
  expect(auth.session.signedIn).toBe(true)
  return auth
}

afterEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})

for (const storage of ['local', 'session'])
  test(`storage: '${storage}', cleared, is a logout at the next reading`, async () => {
    const auth = await signedIn({ storage })
    globalThis[`${storage}Storage`].clear()
    expect(auth.session).toMatchObject({ status: 'signedOut', signedIn: false })
    expect(await auth.getAccessToken()).toBe(null)
    auth.dispose()
  })

test('a record that is removed by its key is a logout, too, and another login follows', async () => {
  const auth = await signedIn()
  localStorage.removeItem('authflight')
  expect(auth.session.signedIn).toBe(false)
  await auth.setTokens(tokens)
  expect(auth.session.signedIn).toBe(true)
  auth.dispose()
})

test('nobody has to have read the session before', async () => {
  const auth = await createAuth(config)
  expect(auth.session.signedIn).toBe(false)
  await auth.setTokens(tokens)
  localStorage.clear()
  expect(auth.session.signedIn).toBe(false)
  auth.dispose()
})

test('a reading shows the logout, and listeners are told when the reader is through', async () => {
  const auth = await signedIn()
  const told = []
  auth.subscribe(() => told.push(['session', auth.session.signedIn]))
  auth.on('signedOut', ({ by }) => told.push(['signedOut', by]))
  localStorage.clear()
  expect(auth.session.signedIn).toBe(false)
  expect(told).toEqual([])
  await null
  expect(told).toEqual([
    ['session', false],
    ['signedOut', 'otherTab'],
  ])
  auth.dispose()
})

test('the session is the same object until something changes', async () => {
  const auth = await signedIn()
  const { session } = auth
  expect(auth.session).toBe(session)
  localStorage.setItem('of somebody else', '1')
  expect(auth.session).toBe(session)
  localStorage.clear()
  const after = auth.session
  expect(after).not.toBe(session)
  expect(auth.session).toBe(after)
  auth.dispose()
})

test('an application’s own storage is not asked by a reading', async () => {
  const entries = new Map()
  let asked = 0
  const auth = await signedIn({
    storage: {
      getItem: (key) => {
        asked++
        return entries.get(key) ?? null
      },
      setItem: (key, text) => entries.set(key, text),
      removeItem: (key) => entries.delete(key),
    },
  })
  const before = asked
  for (let reading = 0; reading < 100; reading++) expect(auth.session.signedIn).toBe(true)
  expect(asked).toBe(before)
  auth.dispose()
})
