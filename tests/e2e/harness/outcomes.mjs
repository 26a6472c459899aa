// Short words for what became of requests.

/** @typedef {import('../fixtures/lab-client.js').Outcome} Outcome */

/**
 * What a request came to: its status, or the code or name of what it was rejected with.
 * @returns {string | number | undefined}
 */
export const result = (/** @type {Outcome} */ { status, error }) =>
  status ?? error.code ?? error.name ?? error.thrown

export const results = (/** @type {Outcome[]} */ outcomes) => outcomes.map(result)

/**
 * The same value so many times.
 * @template Value
 * @param {number} count
 * @param {Value} value
 */
export const all = (count, value) => Array.from({ length: count }, () => value)
