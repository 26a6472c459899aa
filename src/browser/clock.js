// The page's clock and random numbers. Tests and pages replace them, so every result is checked to be a number in range.

/**
 * @param {() => unknown} read
 * @param {number} fallback
 * @param {number} limit in either direction
 */
function numberFrom(read, fallback, limit) {
  try {
    const number = Number(read())
    return Math.abs(number) <= limit ? number : fallback
  } catch {
    return fallback
  }
}

// The range of a Date (ECMA-262, section 21.4.1.1), in ms.
const LAST_DATE = 8.64e15

/** Epoch ms. */
export const now = () => numberFrom(() => Date.now(), 0, LAST_DATE)

/** A date's text as epoch ms, or NaN. */
export const parseDate = (/** @type {string} */ text) =>
  numberFrom(() => Date.parse(text), Number.NaN, LAST_DATE)

/** From 0 to 1. */
const random = () => numberFrom(() => Math.random(), 0.5, 1)

/** Minutes by which UTC is ahead of local time. */
const timeZoneOffset = () => numberFrom(() => new Date().getTimezoneOffset(), 0, 1440)

/** Writes the time, two random numbers, and the minutes by which UTC is ahead. */
export function readMoment(/** @type {Float64Array} */ into) {
  // All are read before the first is written: what a page has put in their place could let the memory grow, and then the array is empty.
  const time = now()
  const high = random()
  const low = random()
  const ahead = timeZoneOffset()
  // One by one, because a page may have replaced the methods of arrays (R34).
  into[0] = time
  into[1] = high
  into[2] = low
  into[3] = ahead
}
