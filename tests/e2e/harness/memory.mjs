// The binary's memory, as another script of the page could get at it: prepared before the package loads.

export const watchMemory = () => {
  /** @type {WebAssembly.Memory[]} */
  const memories = []
  const keep = (/** @type {WebAssembly.Instance} */ instance) => {
    for (const value of Object.values(instance.exports)) {
      if (value instanceof WebAssembly.Memory) memories.push(value)
    }
  }
  const { instantiate, instantiateStreaming } = WebAssembly
  WebAssembly.instantiate = /** @type {any} */ (
    async (/** @type {unknown[]} */ ...args) => {
      const made = await instantiate(.../** @type {[BufferSource]} */ (/** @type {unknown} */ (args)))
      keep(/** @type {any} */ (made).instance ?? made)
      return made
    }
  )
  WebAssembly.instantiateStreaming = async (...args) => {
    const made = await instantiateStreaming(...args)
    keep(made.instance)
    return made
  }
  const { Instance } = WebAssembly
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args) {
      const instance = new target(.../** @type {[WebAssembly.Module]} */ (args))
      keep(instance)
      return instance
    },
  })
  /** How often each text stands in any of them. */
  window.countInMemory = (texts) =>
    texts.map((text) => {
      const sought = new TextEncoder().encode(text)
      let count = 0
      for (const memory of memories) {
        const bytes = new Uint8Array(memory.buffer)
        for (let at = bytes.indexOf(sought[0]); at >= 0; at = bytes.indexOf(sought[0], at + 1)) {
          if (sought.every((byte, n) => bytes[at + n] === byte)) count += 1
        }
      }
      return count
    })
}
