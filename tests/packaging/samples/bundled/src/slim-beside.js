// The binary from where it was put by hand, beside the bundle.
import { createAuth, init } from 'authflight/slim'
import { configFor, day } from '../day.js'

const server = new URLSearchParams(location.search).get('server')
window.outcome = init('authflight.wasm')
  .then(() => createAuth(configFor(server)))
  .then((auth) => day(auth, server))
