import { type Glue, makeGlue } from '#glue-seam'
import { own } from '#shell/native.js'
import { guarded, rejectOpen } from '#shell/turn.js'
import { authOf } from './auth-object.ts'
import { Client } from './client.ts'
import { AuthflightError, isAuthflightError } from './errors.ts'
import type { ClientParts } from './inside.ts'
import type { AuthConfig } from './types.ts'
import { needsPlatform, unsupported } from './unsupported.ts'

/** The forms in which the binary can be given. */
export type WasmSource = URL | string | Response | BufferSource | WebAssembly.Module

let loading: Promise<Glue> | undefined
/** The same promise without a value, for callers. */
let loaded: Promise<void> | undefined
/** The compiled module, from which a dead instance is replaced. */
let compiled: WebAssembly.Module | undefined
/** Clients that were made before anybody loads the module. */
const waiting = new Set<() => void>()

/** The error for calls to a dead instance. */
const internal = () =>
  new AuthflightError(
    'INTERNAL',
    'The module of authflight has failed. Call createAuth() again for a new one.',
  )

/** What is known of one attempt to load the module, for the error's sentence. */
export interface Attempt {
  url?: string
  given?: unknown
  response?: Response
  bytes?: BufferSource
}

type Source = () => WasmSource | Promise<WasmSource>

/** The module's glue, loaded once. After a failure the next call tries again. */
function glueFrom(source: Source): Promise<Glue> {
  if (loading) return loading
  loaded = undefined
  const attempt: Attempt = own({})
  loading = Promise.resolve()
    .then(needsPlatform)
    .then(() => compiled ?? source())
    .then((source) => load(source, attempt))
    .catch((error: unknown) => {
      loading = undefined
      throw isAuthflightError(error) ? error : unsupported(error, attempt)
    })
  for (const begin of waiting) begin()
  waiting.clear()
  return loading
}

/** Loads the module once, however often it is called. */
export function loadOnce(source: Source): Promise<void> {
  const glue = glueFrom(source)
  loaded ??= glue.then(() => undefined)
  return loaded
}

/** Begins to load the module, unless it is there or on its way. The client that needs it tells of a failure. */
export function startLoading(source: Source): void {
  glueFrom(source).catch(() => {})
}

/** Whether the module is there or on its way. */
export const isLoading = (): boolean => Boolean(loading || compiled)

async function load(source: WasmSource, attempt: Attempt): Promise<Glue> {
  // Each instance has glue of its own, so that closures of a dead instance never reach the next one.
  const glue = makeGlue()
  const { instance, module } = await instantiated(source, glue.imports(), attempt)
  compiled = module
  const exports = guarded(instance.exports, () => {
    loading = undefined
    rejectOpen(internal)
  })
  glue.finish({ exports }, module)
  return glue
}

type Instantiated = WebAssembly.WebAssemblyInstantiatedSource

async function instantiated(
  source: WasmSource,
  imports: WebAssembly.Imports,
  attempt: Attempt,
): Promise<Instantiated> {
  let given: Exclude<WasmSource, URL | string>
  if (typeof source === 'string' || source instanceof URL) {
    attempt.url = `${source}`
    given = await fetch(source)
  } else given = source
  attempt.given = given
  if (given instanceof WebAssembly.Module)
    return { instance: await WebAssembly.instantiate(given, imports), module: given }
  let bytes: BufferSource
  if (given instanceof Response) {
    attempt.response = given
    if (!given.ok) throw new TypeError(`status ${given.status}`)
    // Compiled while it arrives. A server may send it under another type; then it is compiled afterwards.
    if (given.headers.get('content-type')?.startsWith('application/wasm'))
      return WebAssembly.instantiateStreaming(given, imports)
    bytes = await given.arrayBuffer()
  } else bytes = given
  attempt.bytes = bytes
  return WebAssembly.instantiate(bytes, imports)
}

/** Makes a client at once, and lets the entry complete it. It begins to work when the module is there. */
export function clientFrom<A>(config: AuthConfig, complete: (client: ClientParts) => A): A {
  const client = new Client(config, internal, whenLoading)
  return complete({ auth: authOf(client), inside: client })
}

/** Makes a client, and waits until it works. */
export async function readyFrom<A extends { ready: Promise<void> }>(auth: A): Promise<A> {
  await auth.ready
  return auth
}

/** Calls back with the module's promise once somebody loads it. Returns a function that stops this. */
function whenLoading(start: (module: Promise<Glue['Auth']>) => void): () => void {
  const begin = () => {
    // After a trap a new instance is made of the compiled module.
    const glue = glueFrom(() => compiled as WebAssembly.Module)
    start(glue.then(({ Auth }) => Auth))
  }
  if (isLoading()) begin()
  else waiting.add(begin)
  return () => void waiting.delete(begin)
}
