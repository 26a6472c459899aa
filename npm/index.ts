// The default entry: the binary comes with it, so that nothing is to be configured anywhere.
import deflated from '#inlined-wasm'
import { createWhenLoaded, loadOnce, type WasmSource } from './load.ts'
import type { Auth, AuthConfig } from './types.ts'

export { AuthflightError, type AuthflightErrorCode, isAuthflightError } from './errors.ts'
export type { WasmSource } from './load.ts'
export type * from './types.ts'

/** Loads the module: the one that comes with the package, or another source. Memoised. */
export function init(source?: WasmSource): Promise<void> {
  return loadOnce(() => source ?? inflated())
}

/** Makes a client: parses the configuration, restores the session. */
export async function createAuth(config: AuthConfig = {}): Promise<Auth> {
  await init()
  return createWhenLoaded(config)
}

function inflated(): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(deflated), (letter) => letter.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return new Response(stream).arrayBuffer()
}
