import { finish, imports } from '#glue-seam'
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
    .then(load)
    .then(
      () => undefined,
      (error: unknown) => {
        loading = undefined
        throw error
      },
    )
  return loading
}

async function load(source: WasmSource): Promise<void> {
  const given = typeof source === 'string' || source instanceof URL ? await fetch(source) : source
  if (given instanceof WebAssembly.Module) {
    finish(await WebAssembly.instantiate(given, imports()), given)
    return
  }
  const { instance, module } = await instantiated(given)
  finish(instance, module)
}

function instantiated(given: Response | BufferSource): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  if (!(given instanceof Response)) return WebAssembly.instantiate(given, imports())
  if (!given.ok) throw new Error(`The WebAssembly was answered ${given.status}: ${given.url}`)
  // Compiled while it arrives; a server that sends it under another type gets there, too.
  return given.headers.get('content-type')?.startsWith('application/wasm')
    ? WebAssembly.instantiateStreaming(given, imports())
    : given.arrayBuffer().then((bytes) => WebAssembly.instantiate(bytes, imports()))
}

/** A client, once the module is there. */
export async function createWhenLoaded(config: AuthConfig): Promise<Auth> {
  if (!loading) throw new AuthflightError('NOT_INITIALISED', 'Call init(source) before createAuth().')
  await loading
  return createClient(config)
}
