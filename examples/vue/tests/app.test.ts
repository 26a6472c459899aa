// The app as its users see it, in milliseconds: msw answers, and `auth.test` says what happens to the session.
import { userEvent } from '@testing-library/user-event'
import { render, screen } from '@testing-library/vue'
import type { TestAuth } from 'authflight/testing'
import { authPlugin } from 'authflight/vue'
import { createPinia } from 'pinia'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import App from '../src/App.vue'
import { auth as app } from '../src/auth'
import { router } from '../src/router'
import { toasts } from '../src/toasts'
import { answersAfter, backEnd, server, users } from './back-end'

const auth = app as TestAuth

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
})
afterEach(async () => {
  await auth.test.signOut()
  backEnd.refuses = false
  toasts.value = []
  vi.useRealTimers()
})
afterAll(() => server.close())

/** Opens the app at a path. */
async function open(path: string) {
  await router.push(path)
  render(App, { global: { plugins: [createPinia(), authPlugin(auth), router] } })
  return userEvent.setup({ advanceTimers: vi.advanceTimersByTime })
}

const passed = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const answered = () => passed(answersAfter)
/** Nobody has been there for so long that the session ends in a minute. */
const idle = async () => auth.test.emit('idle', { endsAt: Date.now() + 60_000 })
const rows = () => screen.queryAllByRole('row').slice(1)

test('the login form: a wrong password is told, and the right one leads to the orders', async () => {
  const user = await open('/orders')
  await screen.findByRole('heading', { name: 'Log in' })
  const password = screen.getByLabelText('Password')
  await user.clear(password)
  await user.type(password, 'wrong')
  await user.click(screen.getByRole('button', { name: 'Log in' }))
  expect((await screen.findByRole('alert')).textContent).toMatch(/do not belong together/)

  await user.clear(password)
  await user.type(password, 'demo')
  await user.click(screen.getByRole('button', { name: 'Log in' }))
  await screen.findByRole('heading', { name: 'Orders' })
  expect(auth.session.signedIn).toBe(true)
})

test('the list: it loads, and then it is there', async () => {
  await auth.test.signIn()
  await open('/orders')
  await screen.findByRole('button', { name: 'Loading …' })
  expect(rows()).toHaveLength(0)
  await answered()
  await screen.findByText(/2 orders, €42.50, seen by demo/)
  expect(rows()).toHaveLength(2)
})

test('the token expires: the list still shows', async () => {
  await auth.test.signIn()
  const user = await open('/orders')
  await answered()
  await screen.findByText(/seen by demo/)
  const refreshed = vi.fn()
  auth.on('refreshed', refreshed)

  auth.test.expire()
  await user.click(screen.getByRole('button', { name: 'Load again' }))
  await screen.findByRole('button', { name: 'Loading …' })
  expect(rows()).toHaveLength(2)
  await answered()
  await screen.findByRole('button', { name: 'Load again' })
  expect(rows()).toHaveLength(2)
  expect(refreshed).toHaveBeenCalledTimes(1)
})

test('the session ends: the login page comes, and says why once', async () => {
  await auth.test.signIn()
  const user = await open('/orders')
  await answered()
  await screen.findByText(/seen by demo/)

  auth.test.expire()
  auth.test.refuseRefresh()
  await user.click(screen.getByRole('button', { name: 'Load again' }))
  await screen.findByRole('heading', { name: 'Log in' })
  expect(screen.getAllByText(/Your session has ended/)).toHaveLength(1)
  expect(rows()).toHaveLength(0)
})

test('a page for admins: who is none is told so, and an admin sees it', async () => {
  await auth.test.signIn()
  await open('/report')
  await screen.findByRole('heading', { name: 'Not for you' })
  await screen.findByText('demo')
  expect(screen.queryByRole('link', { name: 'Report' })).toBeNull()

  await auth.test.signIn(users.alice)
  await screen.findByText('staff, admin')
  await router.push('/report')
  await screen.findByRole('heading', { name: 'Report' })
  await answered()
  await screen.findByText('Grace')
  expect(rows().map(({ textContent }) => textContent)).toEqual(['Grace€30.00', 'Ada€12.50'])
})

test('nobody is there: a dialog counts the seconds, says some of them, and whoever answers stays signed in', async () => {
  await auth.test.signIn()
  const user = await open('/orders')
  await answered()
  await screen.findByText(/seen by demo/)
  await idle()
  await screen.findByRole('dialog', { name: 'Are you still there?' })
  const timer = screen.getByRole('timer')
  const said = () => screen.getByText(/Less than/).textContent
  expect(timer.textContent).toMatch(/^(60|5\d) s$/)
  expect(said()).toBe('Less than 60 seconds left.')
  await passed(15_000)
  expect(timer.textContent).toMatch(/^[34]\d s$/)
  expect(said()).toBe('Less than 60 seconds left.')
  await passed(20_000)
  expect(said()).toBe('Less than 30 seconds left.')

  await user.click(screen.getByRole('button', { name: 'Stay signed in' }))
  expect(screen.queryByRole('dialog')).toBeNull()
  await passed(60_000)
  expect(auth.session.signedIn).toBe(true)
})

test('nobody is there: whoever wants to signs out', async () => {
  await auth.test.signIn()
  const user = await open('/orders')
  await answered()
  await screen.findByText(/seen by demo/)
  await idle()
  await screen.findByRole('dialog')
  await user.click(screen.getByRole('button', { name: 'Sign out' }))
  await screen.findByRole('heading', { name: 'Log in' })
  expect(screen.queryByRole('dialog')).toBeNull()
})
