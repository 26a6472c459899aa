// What is said of many measurements: the middle, and how far they lie apart.

/**
 * The value below which the share `part` of them lies.
 * @param {number[]} values
 * @param {number} part
 */
export function quantile(values, part) {
  const sorted = [...values].sort((one, other) => one - other)
  const at = (sorted.length - 1) * part
  const below = Math.floor(at)
  const above = Math.ceil(at)
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below)
}

export const median = (/** @type {number[]} */ values) => quantile(values, 0.5)

/** The middle half: from the first quartile to the third. */
export const spread = (/** @type {number[]} */ values) => [quantile(values, 0.25), quantile(values, 0.75)]

/** Round by round, so that what burdened a round burdens both sides. */
export const ratio = (/** @type {number[]} */ values, /** @type {number[]} */ base) =>
  median(values.map((value, round) => value / base[round]))
export const difference = (/** @type {number[]} */ values, /** @type {number[]} */ base) =>
  median(values.map((value, round) => value - base[round]))

/**
 * The exponent with which the second of each pair grows with the first: the slope of least squares, both as logarithms.
 * @param {[number, number][]} pairs
 */
export function exponent(pairs) {
  const points = pairs.map(([size, value]) => [Math.log(size), Math.log(value)])
  const mean = (/** @type {0 | 1} */ at) => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  return covariance / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
}
