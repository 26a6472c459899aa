// The binary as scripts/build/inline.mjs writes it. The build makes the types of `#glue` (wasm-bindgen) and of `#shell/…`
// (src/browser): see the paths in tsconfig.json.
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
