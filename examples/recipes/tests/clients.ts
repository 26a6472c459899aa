// Each library asks for an order, as an application would: the answer is its customer.
import { gql } from '@apollo/client'
import { configureStore } from '@reduxjs/toolkit'
import { createApi } from '@reduxjs/toolkit/query'
import { type Auth, isAuthflightError } from 'authflight'
import * as apollo from '../src/apollo'
import { getBearerOrdersById } from '../src/generated/sdk'
import * as heyApi from '../src/hey-api'
import * as ky from '../src/ky'
import * as openapiFetch from '../src/openapi-fetch'
import { type ApiError, baseQuery } from '../src/rtk-query'
import * as trpc from '../src/trpc'
import * as urql from '../src/urql'
import { type Order, viewsOf } from './views'

interface Client {
  ask: (id: number) => Promise<unknown>
  isSessionOver: (error: unknown) => boolean
  /** Who is signed in, of those that keep what they have loaded. */
  who?: () => Promise<unknown>
}

const hasCode = (error: unknown) => isAuthflightError(error) && error.code === 'SESSION_EXPIRED'

const order = gql`query ($id: Int!) { hello order(id: $id) { id customer } }`
interface Found {
  hello: string
  order: Order
}

export function makeClients(auth: Auth) {
  const views = viewsOf(auth)

  const redux = createApi({
    baseQuery: baseQuery(auth),
    endpoints: ({ query }) => ({
      order: query<Order, number>({ query: (id) => `/orders/${id}` }),
      me: query<{ username: string }, void>({ query: () => '/me' }),
    }),
  })
  const store = configureStore({
    reducer: { [redux.reducerPath]: redux.reducer },
    middleware: (defaults) => defaults().concat(redux.middleware),
  })
  auth.on('signedIn', ({ by }) => by !== 'restored' && store.dispatch(redux.util.resetApiState()))

  const urqlClient = urql.makeClient(auth, `${location.origin}/graphql`)
  const apolloClient = apollo.makeClient(auth, `${location.origin}/graphql`)
  const trpcClient = trpc.makeClient(auth, `${location.origin}/trpc`)
  const openapiClient = openapiFetch.makeClient(auth)
  const kyClient = ky.makeApi(auth, '/bearer')
  heyApi.sendThrough(auth)

  return {
    'tanstack-query': {
      ask: async (id) => (await views.tanstack<Order>(`/orders/${id}`)).customer,
      who: async () => (await views.tanstack<{ username: string }>('/me')).username,
      isSessionOver: hasCode,
    },
    'tanstack-query without a view': {
      ask: async (id) => (await views.fetched<Order>(`/orders/${id}`)).customer,
      isSessionOver: hasCode,
    },
    swr: {
      ask: async (id) => (await views.swr<Order>(`/orders/${id}`)).customer,
      who: async () => (await views.swr<{ username: string }>('/me')).username,
      isSessionOver: hasCode,
    },
    'swr without the recipe': {
      ask: async (id) => (await views.careless<Order>(`/orders/${id}`)).customer,
      isSessionOver: hasCode,
    },
    'rtk-query': {
      ask: async (id) => (await store.dispatch(redux.endpoints.order.initiate(id)).unwrap()).customer,
      who: async () => (await store.dispatch(redux.endpoints.me.initiate()).unwrap()).username,
      isSessionOver: (error) => (error as ApiError).code === 'SESSION_EXPIRED',
    },
    urql: {
      ask: async (id) => {
        const { data, error } = await urqlClient.query<Found>(order, { id }).toPromise()
        if (error) throw error
        return data?.order.customer
      },
      isSessionOver: urql.isSessionOver,
    },
    apollo: {
      ask: async (id) => {
        const { data } = await apolloClient.query<Found>({ query: order, variables: { id } })
        return data?.order.customer
      },
      who: async () => {
        const { data } = await apolloClient.query<{ me: { username: string } }>({
          query: gql`{ me { username } }`,
        })
        return data?.me.username
      },
      isSessionOver: apollo.isSessionOver,
    },
    trpc: {
      client: trpcClient,
      // In one batch with a call that nothing is refused to.
      ask: async (id) => {
        const [found] = await Promise.all([trpcClient.order.query(id), trpcClient.hello.query()])
        return found.customer
      },
      isSessionOver: trpc.isSessionOver,
    },
    'hey-api': {
      ask: async (id) => {
        const result = await getBearerOrdersById({ path: { id: String(id) } })
        if (!result.data) throw result
        return (result.data as Order).customer
      },
      isSessionOver: (result) => heyApi.isSessionOver(result as object),
    },
    'openapi-fetch': {
      ask: async (id) => {
        const result = await openapiClient.GET('/bearer/orders/{id}', {
          params: { path: { id: String(id) } },
        })
        // The demo's description does not say what an order is.
        if (result.error) throw result
        return (result.data as Order | undefined)?.customer
      },
      isSessionOver: openapiFetch.isSessionOver,
    },
    ky: {
      ask: async (id) => (await kyClient.get<Order>(`orders/${id}`).json()).customer,
      isSessionOver: ky.isSessionOver,
    },
  } satisfies Record<string, Client & Record<string, unknown>>
}
