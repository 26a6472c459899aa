// The entry without the verbs: what it has, and a day with it.
import { createAuth } from 'authflight/fetch'
import { configFor, day } from './day.js'

const [, , server] = process.argv
const auth = await createAuth(configFor(server))
const statuses = await day(auth, server)
const wrong = await auth
  .login({ username: 'demo', password: 'wrong' })
  .catch(({ code, status }) => ({ code, status }))
console.log(JSON.stringify({ members: Object.keys(auth).sort(), statuses, wrong }))
