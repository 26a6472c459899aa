// The binary by the address that a file loader makes of an import.
import address from 'authflight/authflight.wasm'
import { createAuth, init } from 'authflight/slim'
import { configFor, day } from '../day.js'

const server = new URLSearchParams(location.search).get('server')
window.outcome = init(new URL(address, import.meta.url))
  .then(() => createAuth(configFor(server)))
  .then((auth) => day(auth, server))
