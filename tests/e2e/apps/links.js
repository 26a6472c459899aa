// Apollo and tRPC, whose links take a fetch. The back-end speaks neither: an envelope's `data` answers a GraphQL query, and
// what is sent to /raw comes back as the reply of a procedure. axios' own fetch adapter takes one, too.
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { createTRPCClient, httpLink } from '@trpc/client'
import { createAuth } from 'authflight'
import axios from 'axios'

const bearer = await createAuth({ baseURL: '/bearer', login: '/login', refresh: '/refresh' })
const envelope = await createAuth({
  baseURL: '/envelope',
  storageKey: 'envelope',
  login: '/auth/login',
  success: { path: 'code', in: ['0', 0] },
  refresh: { url: '/auth/refresh', send: 'body:refreshToken' },
  tokens: { timeZone: '+08:00' },
})

const apollo = new ApolloClient({
  link: new HttpLink({ uri: '/me', useGETForQueries: true, fetch: envelope.fetch }),
  cache: new InMemoryCache(),
})
const trpc = createTRPCClient({
  links: [httpLink({ url: `${location.origin}/bearer`, fetch: bearer.fetch })],
})
const byAxios = axios.create({ baseURL: '/bearer', adapter: 'fetch', env: { fetch: bearer.fetch } })

window.lab = {
  login: async () => {
    await bearer.login({ username: 'demo', password: 'demo' })
    await envelope.login({ username: 'alice', password: 'alice' })
  },
  apollo: async () => {
    const query = gql`query { username }`
    const { data } = await apollo.query({ query, fetchPolicy: 'no-cache' })
    return data.username
  },
  trpc: () => trpc.raw.mutate({ result: { data: 'given back' } }),
  axios: async () => (await byAxios.post('/echo', { a: 1 })).data.body_text,
}
