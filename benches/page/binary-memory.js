// The memory of the binary. To be called before the package is loaded.

/** What instantiating gives: of bytes with the module, of a module without. @typedef {WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource} Made */

const instanceOf = (/** @type {Made} */ made) => ('instance' in made ? made.instance : made)

/** @type {WebAssembly.Memory[]} */
const memories = []

export function watchMemory() {
  const { instantiate, instantiateStreaming } = WebAssembly
  /**
   * @template {Made} One
   * @param {One} made
   */
  const keep = (made) => {
    for (const one of Object.values(instanceOf(made).exports))
      if (one instanceof WebAssembly.Memory && !memories.includes(one)) memories.push(one)
    return made
  }
  // Of bytes as well as of a module: of both kinds `Parameters` has the last one.
  WebAssembly.instantiate = /** @type {typeof instantiate} */ (
    async (/** @type {Parameters<typeof instantiate>} */ ...given) => keep(await instantiate(...given))
  )
  WebAssembly.instantiateStreaming = async (...given) => keep(await instantiateStreaming(...given))
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct: (target, /** @type {ConstructorParameters<typeof WebAssembly.Instance>} */ given) =>
      keep(new target(...given)),
  })
}

/**
 * Bytes: how large the memory is, which is also the most that it ever was, and how much of it is in use.
 *
 * The allocator wipes what is freed (docs/decisions/0007): a free block is zero but for its link, the address of the next one.
 * So the grains of 16 bytes that are neither zero nor such a link are in use. A block that is allocated and that nobody has
 * written to counts as free: it is a lower bound.
 */
export const binaryMemory = () => {
  const all = memories.map(({ buffer }) => ({
    bytes: buffer.byteLength,
    inUse: usedIn(new Uint32Array(buffer)),
  }))
  const sum = (/** @type {'bytes' | 'inUse'} */ key) => all.reduce((total, one) => total + one[key], 0)
  return { bytes: sum('bytes'), inUse: sum('inUse') }
}

const words = 4

function usedIn(/** @type {Uint32Array} */ memory) {
  const restIsZero = (/** @type {number} */ at) => (memory[at + 1] | memory[at + 2] | memory[at + 3]) === 0
  const isLink = (/** @type {number} */ at) => {
    const address = memory[at]
    return address % 16 === 0 && address / 4 < memory.length && restIsZero(address / 4)
  }
  let used = 0
  for (let at = 0; at < memory.length; at += words) if (!restIsZero(at) || !isLink(at)) used += 16
  return used
}
