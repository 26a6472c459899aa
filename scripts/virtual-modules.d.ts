// The binary as scripts/build/inline.mjs writes it. `#glue` is wasm-bindgen's own output (tsconfig's paths).
declare module '#inlined-wasm' {
  /** The binary's, in bytes. */
  export const size: number
  /** Where in the binary the content of the code section begins. */
  export const code: number
  /** How many there are in it. */
  export const functions: number
  /** npm/unfold.wat, compiled, in base64. */
  export const unfolder: string
  /** The rows of numbers, a space between two. */
  const text: string
  export default text
}

// wasm-bindgen's glue, once for each instance, with the two ends at which it joins the binary in the place of its loader.
declare module '#glue-seam' {
  import type { Auth } from '#glue'

  export interface Glue {
    Auth: typeof Auth
    imports(): WebAssembly.Imports
    finish(instance: { exports: WebAssembly.Exports }, module: WebAssembly.Module): unknown
  }
  export function makeGlue(): Glue
}

// The modules of src/browser, as the binary's glue has them: the same copies.
declare module '#shell/turn.js' {
  export function afterTurn(task: () => void): void
  export function entered<T>(call: () => T | PromiseLike<T>): Promise<T>
  export function guarded(exports: WebAssembly.Exports, died: (cause: unknown) => void): WebAssembly.Exports
  export function onDeath(tell: () => void): () => void
  export function rejectOpen(error: () => unknown): void
}
declare module '#shell/template.js' {
  export class Template {
    constructor(input: RequestInfo | URL, init?: RequestInit)
    pass(): Promise<Response>
  }
}
