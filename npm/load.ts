import { type Glue, makeGlue } from '#glue-seam'
import { guarded, rejectOpen } from '#shell/turn.js'
import { createClient } from './client.ts'
import { AuthflightError } from './errors.ts'
import type { Client } from './inside.ts'
import type { AuthConfig } from './types.ts'

/** What the binary can come as. */
export type WasmSource = URL | string | Response | BufferSource | WebAssembly.Module

let loading: Promise<Glue> | undefined
/** The same, for whoever waits. */
let loaded: Promise<void> | undefined
/** What an instance that died is replaced from. */
let compiled: WebAssembly.Module | undefined

/** An error for what a dead instance can no longer do. */
const internal = () =>
  new AuthflightError(
    'INTERNAL',
    'The module of authflight has failed. Call createAuth() again for a new one.',
  )

/** Loads the module once, whoever asks and however often; after a failure the next one tries again. */
export function loadOnce(source: () => WasmSource | Promise<WasmSource>): Promise<void> {
  if (loading && loaded) return loaded
  loading = Promise.resolve()
    .then(() => compiled ?? source())
    .then(load)
    .catch((error: unknown) => {
      loading = undefined
      throw error
    })
  loaded = loading.then(() => undefined)
  return loaded
}

async function load(source: WasmSource): Promise<Glue> {
  // Each instance has glue of its own: what is left of a dead one must never reach the next.
  const glue = makeGlue()
  const { instance, module } = await instantiated(source, glue.imports())
  compiled = module
  const exports = guarded(instance.exports, () => {
    loading = undefined
    rejectOpen(internal)
  })
  glue.finish({ exports }, module)
  return glue
}

async function instantiated(
  source: WasmSource,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  const given = typeof source === 'string' || source instanceof URL ? await fetch(source) : source
  if (given instanceof WebAssembly.Module)
    return { instance: await WebAssembly.instantiate(given, imports), module: given }
  return compiledFrom(given, imports)
}

async function compiledFrom(
  given: Response | BufferSource,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  if (!(given instanceof Response)) return WebAssembly.instantiate(given, imports)
  if (!given.ok) throw new Error(`The WebAssembly was answered ${given.status}: ${given.url}`)
  // Compiled while it arrives; a server that sends it under another type gets there, too.
  return given.headers.get('content-type')?.startsWith('application/wasm')
    ? WebAssembly.instantiateStreaming(given, imports)
    : WebAssembly.instantiate(await given.arrayBuffer(), imports)
}

/** A client, once the module is there, and completed by the entry. */
export async function createWhenLoaded<A>(config: AuthConfig, complete: (client: Client) => A): Promise<A> {
  if (!loading && compiled) await loadOnce(() => compiled as WebAssembly.Module)
  if (!loading) throw new AuthflightError('NOT_INITIALISED', 'Call init(source) before createAuth().')
  const { Auth: Core } = await loading
  return complete(await createClient(Core, config, internal))
}
