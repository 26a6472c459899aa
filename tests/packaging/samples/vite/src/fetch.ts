// The entry without the verbs.
import { createAuth } from 'authflight/fetch'
import { configFor, day } from '../day.js'

export const run = async (server: string): Promise<number[]> =>
  day(await createAuth(configFor(server)), server)
