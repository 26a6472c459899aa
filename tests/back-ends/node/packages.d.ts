// As much of these packages as the back-ends use: they are installed when the back-ends are tested, and types are checked without
// them. (`graphql` is there anyway: the project's own tests have it.)
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http'

  interface Account {
    accountId: string
    claims(): { sub: string }
  }

  export default class Provider {
    constructor(
      issuer: string,
      configuration: {
        clients: Record<string, string | string[]>[]
        clientBasedCORS(): boolean
        cookies: { keys: string[] }
        features: Record<string, { enabled: boolean }>
        findAccount(context: unknown, id: string): Account
        pkce: { required(): boolean }
        rotateRefreshToken: boolean
        ttl: Record<string, number>
      },
    )
    callback(): RequestListener
  }
}

declare module 'graphql-yoga' {
  import type { RequestListener } from 'node:http'

  type Resolve = (parent: unknown, given: Record<string, string>, context: { request: Request }) => unknown

  interface Schema {
    getQueryType(): unknown
  }

  export function createSchema(parts: {
    typeDefs: string
    resolvers: Record<string, Record<string, Resolve>>
  }): Schema
  export function createYoga(options: {
    schema: Schema
    logging: boolean
    maskedErrors: boolean
    cors: { origin: string }
  }): RequestListener
}

declare module 'jose' {
  export class SignJWT {
    constructor(claims: Record<string, string>)
    setProtectedHeader(header: { alg: string }): this
    setIssuedAt(): this
    setExpirationTime(time: string): this
    sign(secret: Uint8Array): Promise<string>
  }
  export function jwtVerify(token: string, secret: Uint8Array): Promise<{ payload: { sub?: string } }>
}
