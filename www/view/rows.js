/** Lines that are pointed at: by mouse, by touch, or with the arrow keys after one stop of the Tab key. */

/** @type {Record<string, number | undefined>} */
const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }

/**
 * Calls back with the line that is pointed at, or null.
 * @param {HTMLElement} chart
 * @param {(line: HTMLElement | null) => void} point
 */
export function startRows(chart, point) {
  const lines = () => [.../** @type {NodeListOf<HTMLElement>} */ (chart.querySelectorAll('.line'))]
  const lineOf = (/** @type {Event} */ { target }) => lineAround(/** @type {Element} */ (target))

  /** The one that the Tab key stops at. */
  const stopAt = (/** @type {HTMLElement | null | undefined} */ line) => {
    for (const other of lines()) other.tabIndex = other === line ? 0 : -1
  }
  stopAt(lines()[0])

  chart.addEventListener('pointerover', (event) => point(lineOf(event)))
  chart.addEventListener('pointerleave', () => point(lineAround(document.activeElement)))
  chart.addEventListener('focusin', (event) => {
    stopAt(lineOf(event))
    point(lineOf(event))
  })
  chart.addEventListener('focusout', () => point(null))
  chart.addEventListener('keydown', (event) => {
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    const all = lines()
    const from = all.indexOf(/** @type {HTMLElement} */ (lineOf(event)))
    const to = Math.min(Math.max(from + step, 0), all.length - 1)
    all[to]?.focus()
  })
}

/** The line that an element belongs to. @returns {HTMLElement | null} */
const lineAround = (/** @type {Element | null} */ element) => element?.closest?.('.line') ?? null
