// Chance that can be repeated: a test that fails names the seed it was played with.

export function dice(/** @type {number} */ seed) {
  let state = seed >>> 0
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    below: (/** @type {number} */ limit) => Math.floor(next() * limit),
    /**
     * @template Item
     * @param {Item[]} list
     */
    pick: (list) => list[Math.floor(next() * list.length)],
  }
}
