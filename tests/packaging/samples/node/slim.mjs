// The binary comes from the package, as bytes; before it has come, there is an error with a code.
import { readFile } from 'node:fs/promises'
import { createAuth, init, isAuthflightError } from 'authflight/slim'
import { configFor, day } from './day.js'

const [, , server] = process.argv
const early = await createAuth(configFor(server)).then(
  () => 'made',
  (error) => (isAuthflightError(error) ? error.code : String(error)),
)
await init(await readFile(new URL(import.meta.resolve('authflight/authflight.wasm'))))
const statuses = await day(await createAuth(configFor(server)), server)
console.log(JSON.stringify({ early, statuses }))
