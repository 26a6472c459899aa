/** Calls back when a promise is settled: with its value and true, or with what it was rejected with and false. */
export function settled(
  /** @type {Promise<unknown>} */ promise,
  /** @type {(value: unknown, well: boolean) => void} */ then,
) {
  promise.then(
    (value) => then(value, true),
    (error) => then(error, false),
  )
}

export const after = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms))
