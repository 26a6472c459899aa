// The adapters' types, beside the frameworks' own.
import { createAuth } from 'authflight'
import { attachAuth } from 'authflight/axios'
import {
  type AuthflightTimeline,
  mountDevtools,
  type TimelineSteps,
  type TimelineView,
} from 'authflight/devtools'
import { createAuth as createFetchAuth, type FetchAuth } from 'authflight/fetch'
import { AuthProvider, RequireAuth, useSession as useReactSession } from 'authflight/react'
import { createTestAuth } from 'authflight/testing'
import { authGuard, authPlugin, useAuth, useSession } from 'authflight/vue'
import axios from 'axios'
import { createElement, type ReactElement } from 'react'
import { createApp } from 'vue'

const auth = await createAuth({ baseURL: 'https://api.example.com' })

createApp({}).use(authPlugin(auth))
export const status: 'signedOut' | 'signedIn' | 'refreshing' | 'restoring' = useSession().value.status
export const guard: ReturnType<typeof authGuard> = authGuard(useAuth())
// @ts-expect-error the session is read, never written
useSession().value = auth.session

export const element: ReactElement = createElement(
  AuthProvider,
  { auth },
  createElement(RequireAuth, { fallback: 'Log in' }, 'inside'),
)
export const pending: number = useReactSession().pending
// @ts-expect-error a guard has no such property
createElement(RequireAuth, { otherwise: 'Log in' })

attachAuth(axios.create(), auth)
// @ts-expect-error what is attached to is an instance of axios
attachAuth(auth.fetch, auth)

// A client without verbs is good for every adapter, and has none.
const small = await createFetchAuth({ baseURL: 'https://api.example.com' })
createApp({}).use(authPlugin(small))
authGuard(small)
attachAuth(axios.create(), small)
createElement(AuthProvider, { auth: small })
export const answered: Promise<Response> = useAuth<FetchAuth>().fetch('/orders')
// @ts-expect-error it has no verbs
small.get('/orders')
// @ts-expect-error nor does the one that the hook gives
useAuth<FetchAuth>().get('/orders')

// A test's auth is good for every adapter, too.
const tested = createTestAuth({ user: { name: 'Ada' } })
createApp({}).use(authPlugin(tested))
authGuard(tested)
attachAuth(axios.create(), tested)
createElement(AuthProvider, { auth: tested })
export const name: string | undefined = tested.user?.name

// Guards with roles: the predicate is the application's, and its types are.
interface Person {
  name: string
  roles: string[]
}
const people = await createAuth<Person>({ baseURL: 'https://api.example.com', user: '/me' })
const allow = ({ roles: has }: Person, roles: string[]) => roles.some((role) => has.includes(role))
authGuard(people, { allow, forbidden: { name: 'forbidden' } })
RequireAuth({ roles: ['admin'], allow, forbidden: 'Not for you', children: 'inside' })
// @ts-expect-error roles without a predicate
RequireAuth({ roles: ['admin'] })

mountDevtools(auth).unmount()
mountDevtools(small, { parent: document.body, open: true })
// @ts-expect-error what is watched is a client
mountDevtools(fetch)
const steps: TimelineSteps = {
  tabs: [
    { id: 'ours', title: 'authflight' },
    { id: 'queue', title: 'a hand-written queue' },
  ],
  lanes: [{ id: '1', tab: 'queue', title: 'GET /orders', spans: [{ kind: 'sent', start: 0, end: 12 }] }],
  refreshes: [{ id: '1', tab: 'queue', start: 3, end: 9, outcome: 'granted' }],
  now: 20,
}
const timeline: AuthflightTimeline = document.createElement('authflight-timeline')
timeline.steps = steps
export const view: TimelineView | null = timeline.view
