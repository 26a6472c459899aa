// The binary as scripts/build/inline.mjs writes it. `#glue` is wasm-bindgen's own output (tsconfig's paths).
declare module '#inlined-wasm' {
  /** A letter's place is the place of its byte among the frequent ones; the last two come before a rare one. */
  export const letters: string
  export const frequent: number[]
  /** In bytes. */
  export const size: number
  const text: string
  export default text
}

// The two ends at which wasm-bindgen's glue joins the binary, in the place of its own loader.
declare module '#glue-seam' {
  export function imports(): WebAssembly.Imports
  export function finish(instance: WebAssembly.Instance, module: WebAssembly.Module): unknown
}
