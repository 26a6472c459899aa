// The page's own clock and dice. A test may have put others in their place: what they give is a number here, whatever it is.

/** @param {() => unknown} read @param {number} otherwise */
function numberFrom(read, otherwise) {
  try {
    const number = Number(read())
    return Number.isFinite(number) ? number : otherwise
  } catch {
    return otherwise
  }
}

/** Epoch ms. */
export const now = () => numberFrom(() => Date.now(), 0)

/** From 0 to 1. */
export const random = () => numberFrom(() => Math.random(), 0.5)

/** Minutes by which UTC is ahead of local time. */
export const timeZoneOffset = () => numberFrom(() => new Date().getTimezoneOffset(), 0)
