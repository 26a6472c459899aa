import load from '#glue'
import { createClient } from './client.ts'
import { AuthflightError } from './errors.ts'
import type { Auth, AuthConfig } from './types.ts'

/** What the binary can come as. */
export type WasmSource = URL | string | Response | BufferSource | WebAssembly.Module

let loading: Promise<void> | undefined

/** Loads the module once, whoever asks and however often; after a failure the next one tries again. */
export function loadOnce(source: () => WasmSource | Promise<WasmSource>): Promise<void> {
  loading ??= Promise.resolve()
    .then(source)
    .then((binary) => load({ module_or_path: binary }))
    .then(
      () => undefined,
      (error: unknown) => {
        loading = undefined
        throw error
      },
    )
  return loading
}

/** A client, once the module is there. */
export async function createWhenLoaded(config: AuthConfig): Promise<Auth> {
  if (!loading) throw new AuthflightError('NOT_INITIALISED', 'Call init(source) before createAuth().')
  await loading
  return createClient(config)
}
