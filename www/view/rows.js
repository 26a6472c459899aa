/** Lines that are pointed at: by mouse, by touch, or with the arrow keys after one stop of the Tab key. */

const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }

/** Calls back with the line that is pointed at, or null. */
export function startRows(chart, point) {
  const lines = () => [...chart.querySelectorAll('.line')]
  const lineOf = ({ target }) => target.closest('.line')

  /** The one that the Tab key stops at. */
  const stopAt = (line) => {
    for (const other of lines()) other.tabIndex = other === line ? 0 : -1
  }
  stopAt(lines()[0])

  chart.addEventListener('pointerover', (event) => point(lineOf(event)))
  chart.addEventListener('pointerleave', () => point(document.activeElement?.closest?.('.line') ?? null))
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
    const to = Math.min(Math.max(all.indexOf(lineOf(event)) + step, 0), all.length - 1)
    all[to].focus()
  })
}
