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
