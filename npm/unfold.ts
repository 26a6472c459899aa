import text, { code, functions, size, unfolder } from '#inlined-wasm'

const page = 65536

/** The binary that scripts/build/inline.mjs wrote as text. npm/unfold.wat says what is where in the memory. */
export function unfolded(): Uint8Array<ArrayBuffer> {
  const own = Uint8Array.from(atob(unfolder), (letter) => letter.charCodeAt(0))
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(own))
  const { memory, unfold } = exports as {
    memory: WebAssembly.Memory
    unfold(start: number, code: number, functions: number): void
  }
  const start = page + text.length + 1
  memory.grow(Math.ceil((start + size) / page))
  const places = new Uint32Array(memory.buffer)
  const bytes = new Uint8Array(memory.buffer)
  new TextEncoder().encodeInto(text, bytes.subarray(page))
  let at = page
  for (const [index, row] of text.split(' ').entries()) {
    places[index] = at
    at += row.length + 1
  }
  unfold(start, code, functions)
  return bytes.slice(start, start + size)
}
