// The back-end of the tests, in msw. It takes a token until a test has it expire.
import { delay, HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import type { User } from '../../shared/back-end'

const orders = [
  { id: 1, customer: 'Ada', total: 12.5, date: '2026-01-31' },
  { id: 2, customer: 'Grace', total: 30, date: '2026-02-01' },
]

export const users = {
  demo: { username: 'demo', roles: ['staff'] },
  alice: { username: 'alice', roles: ['staff', 'admin'] },
} satisfies Record<string, User>

/** How long each answer takes, in ms. */
export const answersAfter = 400

let issued = 0
let expired = 0
let user: User = users.demo

export const backEnd = {
  /** Whether it refuses refreshes. Only the real module asks for any. */
  refuses: false,
  /** The tokens that it has issued are no longer good. */
  expire: () => {
    expired = issued
  },
}

/** Answers whoever brings a good token. */
const guarded = (what: () => object) => async (given: { request: Request }) => {
  await delay(answersAfter)
  const [, number] = /^Bearer test-token-(\d+)$/.exec(given.request.headers.get('authorization') ?? '') ?? []
  return Number(number) > expired ? HttpResponse.json(what()) : new HttpResponse(null, { status: 401 })
}

export const server = setupServer(
  http.post('/bearer/login', async ({ request }) => {
    const { username, password } = (await request.json()) as Record<string, string>
    if (username !== password) return HttpResponse.json({ message: 'wrong' }, { status: 401 })
    user = username === 'alice' ? users.alice : users.demo
    return HttpResponse.json({ access_token: `test-token-${++issued}`, refresh_token: 'r' })
  }),
  http.post('/bearer/refresh', () =>
    backEnd.refuses
      ? new HttpResponse(null, { status: 401 })
      : HttpResponse.json({ access_token: `test-token-${++issued}` }),
  ),
  http.post('/bearer/logout', () => new HttpResponse(null, { status: 204 })),
  http.get(
    '/bearer/orders',
    guarded(() => orders),
  ),
  http.get(
    '/bearer/me',
    guarded(() => user),
  ),
  http.get('/control/state', () => HttpResponse.json({ counters: { refresh: { received: 0 } } })),
)
