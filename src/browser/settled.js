/** Calls back when a promise is settled: with its value, or with what it was rejected with and true. */
export function onSettled(
  /** @type {Promise<unknown>} */ promise,
  /** @type {(value: unknown, failed?: boolean) => void} */ then,
) {
  promise.then(
    (value) => then(value),
    (error) => then(error, true),
  )
}
