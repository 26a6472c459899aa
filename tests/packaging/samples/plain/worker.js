import { configFor, day } from './day.js'
import { createAuth } from './node_modules/authflight/dist/index.js'

const server = new URLSearchParams(location.search).get('server')
const auth = await createAuth(configFor(server))
postMessage(await day(auth, server))
