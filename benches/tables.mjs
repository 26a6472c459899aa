// Markdown tables with one row per candidate, and how numbers are written in them.
import { baseline, candidates } from './candidates.mjs'
import { median, ratio, spread } from './statistics.mjs'

/** @typedef {import('./candidates.mjs').Candidate} Candidate */
/** @typedef {string | number} Cell */

export const milliseconds = (/** @type {number} */ value) =>
  value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
export const times = (/** @type {number} */ value) => `${value.toFixed(2)} ×`
export const middle = (/** @type {number[]} */ values) => spread(values).map(milliseconds).join('–')
export const mean = (/** @type {number[]} */ values) =>
  values.reduce((sum, value) => sum + value, 0) / values.length
export const plain = (/** @type {number} */ value) => String(Math.round(value * 100) / 100)
export const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(1)} MB`
/** 50 000, with a space that does not break. */
export const whole = (/** @type {number} */ value) =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u00a0')

/**
 * One thing of each round.
 * @template Round
 * @template {keyof Round} Key
 * @param {Round[]} rounds
 * @param {Key} key
 */
export const pluck = (rounds, key) => rounds.map((round) => round[key])
/**
 * @template {string} Key
 * @param {Record<Key, number>[]} rounds
 * @param {Key} key
 */
export const total = (rounds, key) => rounds.reduce((sum, round) => sum + round[key], 0)

/**
 * @param {string[]} head
 * @param {Cell[][]} rows
 */
export function table(head, rows) {
  const line = (/** @type {Cell[]} */ cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index ? '--:' : '---'))), ...rows.map(line)].join('\n')
}

/**
 * One row per candidate: its label and what `cells(its results, the baseline's)` says.
 * @template Own
 * @param {string[]} head
 * @param {Record<string, Own>} results
 * @param {(own: Own, base: Own) => Cell[]} cells
 */
export const byCandidate = (head, results, cells, who = candidates) =>
  table(
    ['', ...head],
    who.map(({ name, label }) => [label, ...cells(results[name], results[baseline])]),
  )

/** The median, the middle half, and the ratio to the baseline. */
export const timed = (/** @type {number[]} */ own, /** @type {number[]} */ base) => [
  milliseconds(median(own)),
  middle(own),
  times(ratio(own, base)),
]
