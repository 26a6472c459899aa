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

// The two ends at which wasm-bindgen's glue joins the binary, in the place of its own loader.
declare module '#glue-seam' {
  export function imports(): WebAssembly.Imports
  export function finish(instance: WebAssembly.Instance, module: WebAssembly.Module): unknown
}
