// The binary as the bundler inlines it: raw deflate, then base64. `#glue` is wasm-bindgen's own output (tsconfig's paths).
declare module '#inlined-wasm' {
  const deflatedBase64: string
  export default deflatedBase64
}
