// The entry without the verbs: what it has, and a day with it.
import { createAuth } from 'authflight/fetch'
import { configFor, day } from './day.js'

const [, , server, password] = process.argv
const auth = await createAuth(configFor(server))
const refused = ({ code, status }) => ({ code, status })
const outcome = password
  ? await auth.login({ username: 'demo', password }).catch(refused)
  : { members: Object.keys(auth).sort(), statuses: await day(auth, server) }
console.log(JSON.stringify(outcome))
