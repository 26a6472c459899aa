// A deadline: what never ends fails its test, and the next one runs.

/**
 * What `promise` comes to, if that is within `limit` milliseconds; else an error that begins with `what`.
 * @template Value
 * @param {Value | Promise<Value>} promise
 * @param {string} what
 * @param {number} [limit]
 */
export async function inTime(promise, what, limit = 45_000) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  /** @type {Promise<never>} */
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} has not ended in ${limit / 1000} s`)), limit)
  })
  try {
    return await Promise.race([promise, tooLong])
  } finally {
    clearTimeout(timer)
  }
}
