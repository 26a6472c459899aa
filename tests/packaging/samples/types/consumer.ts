// An application's use of the types: each line is to mean what it means to a user.
import {
  type Auth,
  type AuthConfig,
  createAuth,
  type HttpResponse,
  isAuthflightError,
  type Session,
} from 'authflight'
import { createAuth as createSlim, init } from 'authflight/slim'

interface Order {
  id: number
  total: number
}

const config: AuthConfig = {
  baseURL: 'https://api.example.com',
  login: '/login',
  refresh: { url: '/refresh', method: 'GET', send: 'query:refresh_token' },
  tokens: { access: ['header:token', 'body:token'], timeZone: '+08:00' },
  expired: { status: [401], body: { path: 'code', in: [401] } },
}

export async function use(): Promise<number> {
  const auth: Auth = await createAuth(config)
  const { data }: HttpResponse<Order[]> = await auth.get<Order[]>('/orders', { params: { page: 1 } })
  const reply: Response = await auth.fetch('/orders')
  const session: Session = auth.session
  const stop: () => void = auth.on('loginRequired', ({ reason }) => reason === 'refreshExpired')
  stop()

  // @ts-expect-error a picture of the session is not to be written to
  session.status = 'signedIn'
  // @ts-expect-error there is no such event
  auth.on('loggedOut', () => {})
  // @ts-expect-error `any` would let this pass
  const wrong: string = data[0]?.total

  return (data[0]?.total ?? 0) + reply.status + wrong.length
}

export async function useSlim(source: Response): Promise<Auth> {
  await init(source)
  // @ts-expect-error a typo in an option is to be seen
  await createSlim({ baseUrl: '/api' })
  return createSlim({ storage: 'memory' })
}

export const codeOf = (error: unknown): string =>
  // @ts-expect-error there is no such code
  isAuthflightError(error) && error.code !== 'EXPIRED' ? error.code : 'other'
