// The page's own clock and dice. A test may have put others in their place: what they give is a number here, whatever it is.

/** @param {() => unknown} read @param {number} otherwise @param {number} most in either direction */
function numberFrom(read, otherwise, most) {
  try {
    const number = Number(read())
    return Math.abs(number) <= most ? number : otherwise
  } catch {
    return otherwise
  }
}

// As far as dates reach (ECMA-262, section 21.4.1.1), in ms.
const LAST_DATE = 8.64e15

/** Epoch ms. */
export const now = () => numberFrom(() => Date.now(), 0, LAST_DATE)

/** A date's text as epoch ms, or NaN. */
export const parseDate = (/** @type {string} */ text) =>
  numberFrom(() => Date.parse(text), Number.NaN, LAST_DATE)

/** From 0 to 1. */
export const random = () => numberFrom(() => Math.random(), 0.5, 1)

/** Minutes by which UTC is ahead of local time. */
export const timeZoneOffset = () => numberFrom(() => new Date().getTimezoneOffset(), 0, 1440)
