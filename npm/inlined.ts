import text, { frequent, letters, size } from '#inlined-wasm'

/** The binary that scripts/build/inline.mjs wrote as text. */
export function inlinedBytes(): Uint8Array<ArrayBuffer> {
  const singles = frequent.length
  const bytes = new Uint8Array(size)
  const rare = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !frequent.includes(byte))
  const placeOf = new Uint8Array(128)
  for (let place = 0; place < letters.length; place++) placeOf[letters.charCodeAt(place)] = place
  const placeAt = (index: number) => placeOf[text.charCodeAt(index)] as number
  let index = 0
  for (let at = 0; at < size; at++) {
    const place = placeAt(index++)
    bytes[at] = (
      place < singles ? frequent[place] : rare[(place - singles) * singles + placeAt(index++)]
    ) as number
  }
  return bytes
}
