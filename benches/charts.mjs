// The charts of the report, by name: those whose part was measured.

import { attached, bare, candidates, slim, starting, withoutServer } from './candidates.mjs'
import { barChart } from './chart.mjs'
import { difference, median } from './statistics.mjs'
import { milliseconds, pluck, whole } from './tables.mjs'

const isOwn = (name) => name === attached.name || name.startsWith('authflight')

const rowsOf = (who, valuesOf) =>
  who.map(({ name, label }) => ({ label, own: isOwn(name), values: valuesOf(name) }))

const clients = withoutServer.filter((one) => one !== bare)

const drawings = {
  'own-cost': (results) =>
    barChart({
      title: 'A request with a good token: µs over the stub',
      rows: rowsOf(clients, (name) => [
        difference(pluck(results[name], 'time'), pluck(results.bare, 'time')) * 1000,
      ]),
      write: whole,
    }),
  storms: (sizes) =>
    barChart({
      title: 'A storm on an expired token: µs per request',
      series: sizes.map(({ requests }) => whole(requests)),
      rows: rowsOf(withoutServer, (name) =>
        sizes.map(({ requests, results }) => (median(pluck(results[name], 'time')) / requests) * 1000),
      ),
      write: whole,
    }),
  'waiting-memory': (results) =>
    barChart({
      title: 'A request that waits for the refresh: kB',
      series: ["the page's heap", "the binary's memory"],
      rows: rowsOf(
        clients.filter(({ name }) => results[name]),
        (name) => ['heap', 'binary'].map((key) => median(pluck(results[name], key)) / 1000),
      ),
      write: (value) => value.toFixed(2),
    }),
  'first-answer': ({ fast, slowed }) =>
    barChart({
      title: 'From navigation to the first answer, empty cache: ms',
      series: ['fast machine', 'processor slowed four times'],
      rows: rowsOf(starting, (name) => [fast, slowed].map((one) => median(one.cold[name]))),
      write: milliseconds,
    }),
  'slow-4g': ({ slow4g }) =>
    slow4g &&
    barChart({
      title: 'From navigation to the first answer, Slow 4G, empty cache: ms',
      rows: rowsOf(starting, (name) => [median(slow4g.cold[name])]),
      write: whole,
    }),
  firefox: ({ results }) =>
    results &&
    barChart({
      title: 'Firefox, a request with a good token: µs over the stub',
      rows: rowsOf(clients, (name) => [
        difference(pluck(results[name], 'time'), pluck(results.bare, 'time')) * 1000,
      ]),
      write: whole,
    }),
}

const partOf = { 'slow-4g': 'first-answer' }

export function drawCharts({ measured, weights, binary }) {
  const charts = { shipped: drawShipped(weights, binary) }
  for (const [name, draw] of Object.entries(drawings)) {
    const result = measured[partOf[name] ?? name]
    const svg = result && draw(result)
    if (svg) charts[name] = svg
  }
  return charts
}

const drawShipped = (weights, binary) =>
  barChart({
    title: 'What is shipped, brotli: kB',
    rows: rowsOf([...candidates, slim, attached], (name) => [
      (weights[name].brotli + (name === slim.name ? binary.brotli : 0)) / 1000,
    ]),
    write: (value) => value.toFixed(1),
  })

/** How a section shows one. */
export const image = (name, what) => `![${what}](charts/${name}.svg)`
