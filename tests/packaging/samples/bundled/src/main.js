// The default entry: nothing about it is configured anywhere.
import { createAuth } from 'authflight'
import { configFor, day } from '../day.js'

const server = new URLSearchParams(location.search).get('server')
window.outcome = createAuth(configFor(server)).then((auth) => day(auth, server))
