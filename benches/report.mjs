// What was measured, as Markdown: one table per scenario.

import { kilobytes } from '../scripts/size/shipped.mjs'
import { baseline, candidates, slim } from './candidates.mjs'
import { difference, median, ratio, spread } from './statistics.mjs'

const milliseconds = (value) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
const times = (value) => `${value.toFixed(2)} ×`
const middle = (values) => spread(values).map(milliseconds).join('–')
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
const plain = (value) => String(Math.round(value * 100) / 100)

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index ? '--:' : '---'))), ...rows.map(line)].join('\n')
}

/** One row per candidate: its label and what `cells(its results, the baseline's)` says. */
const byCandidate = (head, results, cells, who = candidates) =>
  table(
    ['', ...head],
    who.map(({ name, label }) => [label, ...cells(results[name], results[baseline], name)]),
  )

const oneByOne = (results) =>
  byCandidate(['ms per request', 'middle half', 'over fetch, µs', 'ratio'], results, (own, base) => [
    milliseconds(median(own)),
    middle(own),
    (difference(own, base) * 1000).toFixed(0),
    times(ratio(own, base)),
  ])

const atOnce = (results) =>
  byCandidate(['ms for all', 'middle half', 'ratio'], results, (own, base) => [
    milliseconds(median(own)),
    middle(own),
    times(ratio(own, base)),
  ])

const expired = (results) =>
  byCandidate(
    ['ms for all', 'middle half', 'ratio', 'refreshes', 'requests sent', 'failed'],
    results,
    (own, base) => {
      const time = own.map((one) => one.time)
      const mostRefreshes = Math.max(...own.map(({ refreshes }) => refreshes))
      return [
        milliseconds(median(time)),
        middle(time),
        times(
          ratio(
            time,
            base.map((one) => one.time),
          ),
        ),
        `${plain(mean(own.map(({ refreshes }) => refreshes)))} (at most ${mostRefreshes})`,
        plain(mean(own.map(({ requests }) => requests))),
        own.reduce((sum, { failed }) => sum + failed, 0),
      ]
    },
  )

const start = ({ results }) => {
  const steps = ['import', 'module', 'create', 'first']
  return byCandidate(
    ['ms in all', 'middle half', 'ratio', 'import', 'module', 'create', 'first request'],
    results,
    (own, base) => {
      const total = own.map((one) => one.total)
      const ofBase = base.map((one) => one.total)
      const parts = steps.map((step) => milliseconds(median(own.map((one) => one[step]))))
      return [milliseconds(median(total)), middle(total), times(ratio(total, ofBase)), ...parts]
    },
    [...candidates, slim],
  )
}

const twoTabs = (results) =>
  byCandidate(
    ['refreshes per expiry', 'requests failed', 'expiries that signed a tab out'],
    results,
    (own) => [
      plain(mean(own.map(({ refreshes }) => refreshes))),
      own.reduce((sum, { failed }) => sum + failed, 0),
      `${own.filter(({ signedOut }) => signedOut).length} of ${own.length}`,
    ],
  )

const shipped = (weights) =>
  byCandidate(
    ['raw', 'gzip', 'brotli'],
    weights,
    ({ raw, gzip, brotli }) => [raw, gzip, brotli].map(kilobytes),
    [...candidates.filter(({ name }) => name !== baseline), slim],
  )

/** `machine` says when and where, `count` how often. */
export function report({ measured, weights, binary, count, machine }) {
  const { oneByOne: one, atOnce: many, expired: late, start: begin, twoTabs: tabs } = count
  return `# authflight beside what it replaces

Written by \`npm run bench\` on ${machine.date}: ${machine.browser}, ${machine.cores} cores, Node ${machine.node}; the machine's load was
${machine.loadBefore} before and ${machine.loadAfter} after (1 min average), the demo back-end a debug build on the same machine. Times compare within a table
only. All candidates are in one browser and take turns, round by round; times are medians, "middle half" is from the first quartile to the
third, a ratio is the median of each round's ratio to native fetch. Every request is \`GET /bearer/orders/1001\`, its JSON read.

"Native fetch, by hand" is some twenty lines around fetch that repeat a refused request after a shared refresh. All keep their tokens
in localStorage. axios-auth-refresh is measured with \`deduplicateRefresh: false\`: at its default, all but the first of the requests that are
refused at once fail (its issue 307).

## A good token, one request after another

${one.rounds} rounds of ${one.requests} requests.

${oneByOne(measured.oneByOne)}

## A good token, ${many.requests} requests at once

${many.rounds} rounds.

${atOnce(measured.atOnce)}

## An expired token, ${late.requests} requests at once

The server has ceased to accept the token and the page does not know. ${late.rounds} rounds; refreshes and requests as the server counted them.

${expired(measured.expired)}

## From nothing to the first answer

A new browser profile and process each time, a session in storage, nothing in any cache; ${begin.rounds} rounds. "Module" is what
\`init()\` takes (the inlined binary read, compiled and set up; with slim also fetched), "create" is \`createAuth\`. \`WebAssembly.compile\`
alone, the bytes being there: ${milliseconds(median(measured.start.compiled))} ms (${middle(measured.start.compiled)}).

${start(measured.start)}

## Two tabs whose token expires at once

Two tabs, a process each, ${tabs.rounds} expiries, a session of its own for each; the server rotates refresh tokens strictly and ends the session
when a used-up one is presented.

${twoTabs(measured.twoTabs)}

## What is shipped

Each candidate's bundle as measured here, minified as by \`npm run size\`. slim's binary comes beside it: ${kilobytes(binary.brotli)} brotli.

${shipped(weights)}
`
}
