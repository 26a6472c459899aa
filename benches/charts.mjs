// The charts of the report, by name: those whose part was measured.

import { attached, bare, candidates, slim, starting, withoutServer } from './candidates.mjs'
import { barChart } from './chart.mjs'
import { difference, median } from './statistics.mjs'
import { milliseconds, pluck, whole } from './tables.mjs'

/** @typedef {import('./measure.mjs').Measured} Measured */
/** @typedef {import('./measure.mjs').PartName} PartName */
/** @typedef {import('../scripts/size/shipped.mjs').Size} Size */

const isOwn = (/** @type {string} */ name) => name === attached.name || name.startsWith('authflight')

/**
 * @param {import('./candidates.mjs').Candidate[]} who
 * @param {(name: string) => number[]} valuesOf
 */
const rowsOf = (who, valuesOf) =>
  who.map(({ name, label }) => ({ label, own: isOwn(name), values: valuesOf(name) }))

const clients = withoutServer.filter((one) => one !== bare)

/**
 * Draws what a part measured: nothing, if it was not or has nothing for this chart.
 * @template {PartName} Part
 * @param {Part} part
 * @param {(results: import('./measure.mjs').Results[Part]) => string | undefined} draw
 */
const of = (part, draw) => (/** @type {Measured} */ measured) => {
  const results = measured[part]
  return results && draw(results)
}

const drawings = {
  'own-cost': of('own-cost', (results) =>
    barChart({
      title: 'A request with a good token: µs over the stub',
      rows: rowsOf(clients, (name) => [
        difference(pluck(results[name], 'time'), pluck(results.bare, 'time')) * 1000,
      ]),
      write: whole,
    }),
  ),
  storms: of('storms', (sizes) =>
    barChart({
      title: 'A storm on an expired token: µs per request',
      series: sizes.map(({ requests }) => whole(requests)),
      rows: rowsOf(withoutServer, (name) =>
        sizes.map(({ requests, results }) => (median(pluck(results[name], 'time')) / requests) * 1000),
      ),
      write: whole,
    }),
  ),
  'waiting-memory': of('waiting-memory', (results) =>
    barChart({
      title: 'A request that waits for the refresh: kB',
      series: ["the page's heap", "the binary's memory"],
      rows: rowsOf(
        clients.filter(({ name }) => results[name]),
        (name) => {
          const kilobytes = (/** @type {'heap' | 'binary'} */ key) => median(pluck(results[name], key)) / 1000
          return [kilobytes('heap'), kilobytes('binary')]
        },
      ),
      write: (value) => value.toFixed(2),
    }),
  ),
  'first-answer': of('first-answer', ({ fast, slowed }) =>
    barChart({
      title: 'From navigation to the first answer, empty cache: ms',
      series: ['fast machine', 'processor slowed four times'],
      rows: rowsOf(starting, (name) => [fast, slowed].map((one) => median(one.cold[name]))),
      write: milliseconds,
    }),
  ),
  'slow-4g': of(
    'first-answer',
    ({ slow4g }) =>
      slow4g &&
      barChart({
        title: 'From navigation to the first answer, Slow 4G, empty cache: ms',
        rows: rowsOf(starting, (name) => [median(slow4g.cold[name])]),
        write: whole,
      }),
  ),
  firefox: of(
    'firefox',
    ({ results }) =>
      results &&
      barChart({
        title: 'Firefox, a request with a good token: µs over the stub',
        rows: rowsOf(clients, (name) => [
          difference(pluck(results[name], 'time'), pluck(results.bare, 'time')) * 1000,
        ]),
        write: whole,
      }),
  ),
}

/** @param {Pick<import('./report.mjs').Facts, 'measured' | 'weights' | 'binary'>} facts */
export function drawCharts({ measured, weights, binary }) {
  /** @type {Record<string, string>} */
  const charts = { shipped: drawShipped(weights, binary) }
  for (const [name, draw] of Object.entries(drawings)) {
    const svg = draw(measured)
    if (svg) charts[name] = svg
  }
  return charts
}

/**
 * @param {import('./bundles.mjs').Weights} weights
 * @param {Size} binary
 */
const drawShipped = (weights, binary) =>
  barChart({
    title: 'What is shipped, brotli: kB',
    rows: rowsOf([...candidates, slim, attached], (name) => [
      (weights[name].brotli + (name === slim.name ? binary.brotli : 0)) / 1000,
    ]),
    write: (value) => value.toFixed(1),
  })

/** How a section shows one. */
export const image = (/** @type {string} */ name, /** @type {string} */ what) =>
  `![${what}](charts/${name}.svg)`
