// GraphQL Yoga as teams write it: one URL, tokens by mutations, errors beside partial data in a 200.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { GraphQLError } from 'graphql'
import { createSchema, createYoga } from 'graphql-yoga'
import { jwtVerify, SignJWT } from 'jose'

const secret = new TextEncoder().encode('only for tests, and long enough for HS256')
/** The refresh tokens that are good. Each is good once. */
const refreshes = new Set()

const signed = () =>
  new SignJWT({ sub: 'demo', jti: randomUUID() })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(secret)

async function issue() {
  const refreshToken = randomUUID()
  refreshes.add(refreshToken)
  return { accessToken: await signed(), refreshToken }
}

const failed = (/** @type {string} */ message, /** @type {string} */ code) =>
  new GraphQLError(message, { extensions: { code } })

async function nameIn(/** @type {Request} */ request) {
  const [, token = ''] = /^Bearer (.*)$/.exec(request.headers.get('authorization') ?? '') ?? []
  try {
    return (await jwtVerify(token, secret)).payload.sub
  } catch {
    throw failed('The token is not good', 'UNAUTHENTICATED')
  }
}

const schema = createSchema({
  typeDefs: /* GraphQL */ `
    type Tokens { accessToken: String!, refreshToken: String! }
    type User { name: String! }
    type Query { public: String!, me: User }
    type Mutation {
      login(username: String!, password: String!): Tokens
      refresh(token: String!): Tokens
      logout(token: String!): Boolean!
      echo(text: String!): String
    }
  `,
  resolvers: {
    Query: {
      public: () => 'for everybody',
      me: async (_, __, { request }) => ({ name: await nameIn(request) }),
    },
    Mutation: {
      login: (_, { username, password }) => {
        if (username !== 'demo' || password !== 'demo') throw failed('Wrong', 'BAD_USER_INPUT')
        return issue()
      },
      refresh: (_, { token }) => {
        if (!refreshes.delete(token)) throw failed('Used up or unknown', 'BAD_REFRESH_TOKEN')
        return issue()
      },
      logout: (_, { token }) => refreshes.delete(token),
      echo: async (_, { text }, { request }) => {
        await nameIn(request)
        return text
      },
    },
  },
})

const yoga = createYoga({ schema, logging: false, maskedErrors: false, cors: { origin: '*' } })
const server = createServer(yoga).listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
console.log(port)
process.stdin.resume().on('end', () => process.exit())
