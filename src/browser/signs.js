import { afterTurn } from './turn.js'

// Signs that somebody is there (R33). Not `scroll`: a page scrolls by itself, too.
const TYPES = ['keydown', 'input', 'pointerdown', 'pointermove', 'touchstart', 'wheel', 'visibilitychange']
const OPTIONS = { capture: true, passive: true }

/** Signs that follow each other more closely, in ms, count as one. */
const PAUSE = 100

/**
 * Calls back on signs of life in this page. Returns a function that stops this. What a script has dispatched is none, and neither is a
 * pointer that stays where it is while the page moves below it. In a worker there are none.
 * @param {() => void} onSign
 */
export function watchSigns(onSign) {
  let last = Number.NEGATIVE_INFINITY
  let place = ''
  const listener = (/** @type {Event & Partial<PointerEvent>} */ event) => {
    const { type, isTrusted, timeStamp, screenX, screenY } = event
    const before = place
    if (type === 'pointermove') place = `${screenX},${screenY}`
    const isNone = type === 'pointermove' ? place === before : globalThis.document.hidden
    if (!isTrusted || isNone || timeStamp - last < PAUSE) return
    last = timeStamp
    afterTurn(onSign)
  }
  for (const type of TYPES) globalThis.addEventListener?.(type, listener, OPTIONS)
  return () => {
    for (const type of TYPES) globalThis.removeEventListener?.(type, listener, OPTIONS)
  }
}
