// The app as its users see it, in milliseconds: msw answers, and `auth.test` says what happens to the session.
import { QueryClientProvider } from '@tanstack/react-query'
import { act, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { AuthProvider } from 'authflight/react'
import type { TestAuth } from 'authflight/testing'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { auth as app } from '../src/auth'
import { queryClient } from '../src/queries'
import { routes } from '../src/router'
import { answersAfter, backEnd, server, users } from './back-end'

const auth = app as TestAuth

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
})
afterEach(async () => {
  await act(() => auth.test.signOut())
  backEnd.refuses = false
  queryClient.clear()
  // What was said to the user goes away by its own timer.
  await act(() => vi.runOnlyPendingTimersAsync())
  vi.useRealTimers()
})
afterAll(() => server.close())

/** Opens the app at a path. */
function open(path: string) {
  render(
    <AuthProvider auth={auth}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={createMemoryRouter(routes, { initialEntries: [path] })} />
      </QueryClientProvider>
    </AuthProvider>,
  )
  return userEvent.setup({ advanceTimers: vi.advanceTimersByTime })
}

const passed = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))
const answered = () => passed(answersAfter)
/** Nobody has been there for so long that the session ends in a minute. */
const idle = () => act(async () => auth.test.emit('idle', { endsAt: Date.now() + 60_000 }))
const rows = () => screen.queryAllByRole('row').slice(1)

test('the login form: a wrong password is told, and the right one leads to the orders', async () => {
  const user = open('/orders')
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
  open('/orders')
  await screen.findByRole('button', { name: 'Loading …' })
  expect(rows()).toHaveLength(0)
  await answered()
  await screen.findByText(/2 orders, €42.50, seen by demo/)
  expect(rows()).toHaveLength(2)
})

test('the token expires: the list still shows', async () => {
  await auth.test.signIn()
  const user = open('/orders')
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
  const user = open('/orders')
  await answered()
  await screen.findByText(/seen by demo/)

  auth.test.expire()
  auth.test.refuseRefresh()
  await user.click(screen.getByRole('button', { name: 'Load again' }))
  await screen.findByRole('heading', { name: 'Log in' })
  const told = screen.getAllByText(/Your session has ended/)
  expect(told).toHaveLength(1)
  expect(rows()).toHaveLength(0)
})

test('a page for admins: who is none is told so, and follows who is signed in', async () => {
  await auth.test.signIn()
  open('/report')
  await screen.findByRole('heading', { name: 'Not for you' })
  await screen.findByText('demo')
  expect(screen.queryByRole('link', { name: 'Report' })).toBeNull()

  await act(async () => auth.test.signIn(users.alice))
  await screen.findByRole('heading', { name: 'Report' })
  await screen.findByText('staff, admin')
  screen.getByRole('link', { name: 'Report' })
  await answered()
  await screen.findByText('Grace')
  expect(rows().map(({ textContent }) => textContent)).toEqual(['Grace€30.00', 'Ada€12.50'])
})

test('nobody is there: a dialog counts the seconds, says some of them, and whoever answers stays signed in', async () => {
  await auth.test.signIn()
  const user = open('/orders')
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
  const user = open('/orders')
  await answered()
  await screen.findByText(/seen by demo/)
  await idle()
  await screen.findByRole('dialog')
  await user.click(screen.getByRole('button', { name: 'Sign out' }))
  await screen.findByRole('heading', { name: 'Log in' })
  expect(screen.queryByRole('dialog')).toBeNull()
})
