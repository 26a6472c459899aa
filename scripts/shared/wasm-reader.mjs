/** @typedef {ReturnType<typeof wasmReader>} Reader */

/** Reads the WebAssembly binary format from front to back: LEB128 numbers, sized parts, names. */
export function wasmReader(/** @type {Buffer} */ bytes) {
  let at = 0
  const number = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = /** @type {number} */ (bytes[at++])
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }
  const take = (/** @type {number} */ count) => {
    at += count
    return bytes.subarray(at - count, at)
  }
  return {
    number,
    take,
    /** A number that may be negative; of 32 bits. */
    signed: () => {
      const start = at
      const value = number() | 0
      const unused = 32 - 7 * (at - start)
      return unused > 0 ? (value << unused) >> unused : value
    },
    byte: () => /** @type {number} */ (bytes[at++]),
    peek: () => bytes[at],
    text: () => Buffer.from(take(number())).toString(),
    at: () => at,
    since: (/** @type {number} */ start) => bytes.subarray(start, at),
    done: () => at >= bytes.length,
  }
}
