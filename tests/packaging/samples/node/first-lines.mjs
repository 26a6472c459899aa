// `authFrom` where there is no page; and one that is disposed of before its module has come.
import { authFrom } from 'authflight'
import { configFor, day } from './day.js'

const [, , server] = process.argv
const auth = authFrom(configFor(server))
authFrom(configFor(server)).dispose()
const before = auth.session.status
console.log(JSON.stringify({ before, statuses: await day(auth, server) }))
