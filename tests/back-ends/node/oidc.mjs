// oidc-provider with a public client: the authorization code flow with PKCE on its own pages, rotation, and RFC 7009.
import { once } from 'node:events'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const [, , page] = process.argv
const client = {
  client_id: 'app',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: [page],
}

const server = createServer().listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
const issuer = `http://127.0.0.1:${port}`

// It warns of what is not for production, in colours.
console.warn = console.info = () => {}
const provider = new Provider(issuer, {
  clients: [client],
  clientBasedCORS: () => true,
  cookies: { keys: ['only for tests'] },
  features: { revocation: { enabled: true }, devInteractions: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  pkce: { required: () => true },
  rotateRefreshToken: true,
  ttl: { AccessToken: 300, RefreshToken: 3600, Session: 3600, Grant: 3600, Interaction: 600, IdToken: 300 },
})
server.on('request', provider.callback())
console.log(port)
process.stdin.resume().on('end', () => process.exit())
