// A bar chart as SVG. It follows the reader's light or dark theme, and needs no script.

const width = 820
const labels = 300
const figures = 90
const bar = 14
const gap = 12
const top = 58

/**
 * What a bar chart shows: each of `rows` has one value for each of `series` (a single one needs no name); `write` makes a
 * value's text. A value that is missing is NaN and has no bar. The project's own rows have `own`.
 * @typedef {object} Chart
 * @property {string} title
 * @property {string[]} [series]
 * @property {Row[]} rows
 * @property {(value: number) => string} write
 */
/** @typedef {{ label: string, own: boolean, values: number[] }} Row */

const escaped = (/** @type {string} */ text) =>
  text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 15px }
  .page { fill: #ffffff } .own { fill: #0b6bcb } .other { fill: #7d8590 }
  .series0 { opacity: 1 } .series1 { opacity: 0.7 } .series2 { opacity: 0.45 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .page { fill: #0d1117 } .own { fill: #58a6ff } .other { fill: #8b949e }
  }`

export function barChart(/** @type {Chart} */ { title, series = [''], rows, write }) {
  const most = Math.max(...rows.flatMap(({ values }) => values.filter(Number.isFinite)))
  const scale = (width - labels - figures) / most
  const rowHeight = series.length * bar + gap
  const height = top + rows.length * rowHeight

  const drawRow = (/** @type {Row} */ { label, own, values }, /** @type {number} */ index) => {
    const y = top + index * rowHeight
    const middle = y + (series.length * bar) / 2
    const name = `<text x="${labels - 10}" y="${middle + 4}" text-anchor="end">${escaped(label)}</text>`
    return [name, ...values.map((value, at) => drawBar(value, at, y + at * bar, own))].join('\n  ')
  }

  /**
   * @param {number} value
   * @param {number} at
   * @param {number} y
   * @param {boolean} own
   */
  const drawBar = (value, at, y, own) => {
    if (!Number.isFinite(value)) return ''
    const long = Math.max(1, value * scale).toFixed(1)
    const rect = `<rect class="${own ? 'own' : 'other'} series${at}" x="${labels}" y="${y}" width="${long}" height="${bar - 2}"/>`
    return `${rect}<text x="${(labels + Number(long) + 6).toFixed(1)}" y="${y + bar - 3}">${escaped(write(value))}</text>`
  }

  const drawSeries = (/** @type {string} */ name, /** @type {number} */ at) => {
    const x = labels + at * 150
    return `<rect class="other series${at}" x="${x}" y="34" width="12" height="12"/><text x="${x + 18}" y="45">${escaped(name)}</text>`
  }

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
  <style>${style}
  </style>
  <rect class="page" width="${width}" height="${height}"/>
  <text class="title" x="16" y="22">${escaped(title)}</text>
  ${series.length > 1 ? series.map(drawSeries).join('\n  ') : ''}
  ${rows.map(drawRow).join('\n  ')}
</svg>
`
}
