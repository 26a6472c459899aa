// Markdown tables with one row per candidate, and how numbers are written in them.
import { baseline, candidates } from './candidates.mjs'
import { median, ratio, spread } from './statistics.mjs'

export const milliseconds = (value) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
export const times = (value) => `${value.toFixed(2)} ×`
export const middle = (values) => spread(values).map(milliseconds).join('–')
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
export const plain = (value) => String(Math.round(value * 100) / 100)
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`
/** 50 000, with a space that does not break. */
export const whole = (value) =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u00a0')

export const pluck = (rounds, key) => rounds.map((round) => round[key])
export const total = (rounds, key) => rounds.reduce((sum, round) => sum + round[key], 0)

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index ? '--:' : '---'))), ...rows.map(line)].join('\n')
}

/** One row per candidate: its label and what `cells(its results, the baseline's)` says. */
export const byCandidate = (head, results, cells, who = candidates) =>
  table(
    ['', ...head],
    who.map(({ name, label }) => [label, ...cells(results[name], results[baseline], name)]),
  )

/** The median, the middle half, and the ratio to the baseline. */
export const timed = (own, base) => [milliseconds(median(own)), middle(own), times(ratio(own, base))]
