// The binary by the address that webpack and its kin make of `new URL(…, import.meta.url)`.
import { createAuth, init } from 'authflight/slim'
import { configFor, day } from '../day.js'

const server = new URLSearchParams(location.search).get('server')
window.outcome = init(new URL('authflight/authflight.wasm', import.meta.url))
  .then(() => createAuth(configFor(server)))
  .then((auth) => day(auth, server))
