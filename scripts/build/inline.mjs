// The binary as text in the default entry. A byte is one letter, or two if it is rare, so that the compression of the
// user's own server sees the bytes as they are: 3 % over the binary by itself in brotli, where deflate and base64 cost 14 %
// (CONTRIBUTING.md has the figures).

// Printable, and never escaped by any bundler. The last two come before a rare byte.
const letters = ' !#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~'
const prefixes = 2
const singles = letters.length - prefixes

/** A module that exports what npm/inlined.ts makes bytes of. */
export function inlinedModule(bytes) {
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte]++
  const byCount = [...counts.keys()].sort((one, other) => counts[other] - counts[one])
  // Within each kind in their own order: neighbours stay neighbours, which compresses best.
  const inOrder = (list) => list.sort((one, other) => one - other)
  const frequent = inOrder(byCount.slice(0, singles))
  const codes = []
  for (const [index, byte] of frequent.entries()) codes[byte] = letters[index]
  for (const [index, byte] of inOrder(byCount.slice(singles)).entries())
    codes[byte] = letters[singles + Math.floor(index / singles)] + letters[index % singles]
  const text = Array.from(bytes, (byte) => codes[byte]).join('')
  return `export const letters = '${letters}'
export const frequent = ${JSON.stringify(frequent)}
export const size = ${bytes.length}
export default '${text}'
`
}
