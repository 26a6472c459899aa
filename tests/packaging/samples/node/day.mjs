// Logs in and refreshes; whether it disposes of its client is said on the command line.
import { createAuth } from 'authflight'
import { configFor, day } from './day.js'

const [, , server, manner] = process.argv
const auth = await createAuth(configFor(server))
console.log(JSON.stringify(await day(auth, server)))
if (manner === 'dispose') auth.dispose()
