// Vite's own way to name a file that is to be served.
import wasm from 'authflight/authflight.wasm?url'
import { createAuth, init } from 'authflight/slim'
import { configFor, day } from '../day.js'

export async function run(server: string): Promise<number[]> {
  await init(wasm)
  return day(await createAuth(configFor(server)), server)
}
