// A GraphQL server by the reference implementations. Its errors stand beside partial data, in a 200.
import { buildSchema, GraphQLError } from 'graphql'
import { createHandler } from 'graphql-http/lib/use/http'

const schema = buildSchema(/* GraphQL */ `
  type Order { id: Int!, customer: String! }
  type User { username: String! }
  type Query { hello: String!, order(id: Int!): Order, me: User }
`)

const unlessRefused = (found) => {
  if (found) return found
  throw new GraphQLError('The token is not good', { extensions: { code: 'UNAUTHENTICATED' } })
}

/** @param ask asks the tokens' server for a path with the token of a request: null if that is refused */
export const graphQL = (ask) =>
  createHandler({
    schema,
    context: ({ raw }) => ({ ask: (path) => ask(raw, path) }),
    rootValue: {
      hello: () => 'for everybody',
      order: async ({ id }, { ask }) => unlessRefused(await ask(`orders/${id}`)),
      me: async (_, { ask }) => unlessRefused(await ask('me')),
    },
  })
