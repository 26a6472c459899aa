import { type Glue, makeGlue } from '#glue-seam'
import { guarded, rejectOpen } from '#shell/turn.js'
import { createClient } from './client.ts'
import { AuthflightError } from './errors.ts'
import type { Client } from './inside.ts'
import type { AuthConfig } from './types.ts'

/** The forms in which the binary can be given. */
export type WasmSource = URL | string | Response | BufferSource | WebAssembly.Module

let loading: Promise<Glue> | undefined
/** The same promise without a value, for callers. */
let loaded: Promise<void> | undefined
/** The compiled module, from which a dead instance is replaced. */
let compiled: WebAssembly.Module | undefined

/** The error for calls to a dead instance. */
const internal = () =>
  new AuthflightError(
    'INTERNAL',
    'The module of authflight has failed. Call createAuth() again for a new one.',
  )

/** Loads the module once, however often it is called. After a failure the next call tries again. */
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
  // Each instance has glue of its own, so that closures of a dead instance never reach the next one.
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
  // Compiled while it arrives. A server may send it under another type; then it is compiled afterwards.
  return given.headers.get('content-type')?.startsWith('application/wasm')
    ? WebAssembly.instantiateStreaming(given, imports)
    : WebAssembly.instantiate(await given.arrayBuffer(), imports)
}

/** Makes a client once the module is loaded, and lets the entry complete it. */
export async function createWhenLoaded<A>(config: AuthConfig, complete: (client: Client) => A): Promise<A> {
  if (!loading && compiled) await loadOnce(() => compiled as WebAssembly.Module)
  if (!loading) throw new AuthflightError('NOT_INITIALISED', 'Call init(source) before createAuth().')
  const { Auth: Core } = await loading
  return complete(await createClient(Core, config, internal))
}
