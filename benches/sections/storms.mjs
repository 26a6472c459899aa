// Storms of several sizes, a stub in place of fetch.
import { withoutServer } from '../candidates.mjs'
import { image } from '../charts.mjs'
import { exponent, median, ratio } from '../statistics.mjs'
import {
  byCandidate,
  mean,
  middle,
  milliseconds,
  plain,
  pluck,
  table,
  times,
  total,
  whole,
} from '../tables.mjs'

/** @typedef {import('../scenarios/storms.mjs').Size} Size */
/** @typedef {import('../scenarios/storms.mjs').Storm} Storm */

/** The exponent with which a candidate's time grows with the size of the storm. */
export const growth = (/** @type {Size[]} */ sizes, /** @type {string} */ name) =>
  exponent(sizes.map(({ requests, results }) => [requests, median(pluck(results[name], 'time'))]))

/** What the longest task was in most rounds, if it took the 50 ms from which the engine tells. */
const longest = (/** @type {Storm[]} */ rounds) => {
  const value = median(pluck(rounds, 'longest'))
  return value < 50 ? 'below 50' : whole(value)
}

const oneSize = (/** @type {Size} */ { requests, results }) => `### ${whole(requests)} at once

${results.native.length} rounds.

${byCandidate(
  [
    'ms for all',
    'middle half',
    'processor, ms',
    'to native',
    'to axios with a queue',
    'longest task, ms',
    'refreshes',
    'sent',
    'lost',
  ],
  results,
  (own, native) => {
    const time = pluck(own, 'time')
    return [
      milliseconds(median(time)),
      middle(time),
      milliseconds(median(pluck(own, 'processor'))),
      times(ratio(time, pluck(native, 'time'))),
      times(ratio(time, pluck(results['axios-queue'], 'time'))),
      longest(own),
      plain(mean(pluck(own, 'refreshes'))),
      whole(mean(pluck(own, 'sent'))),
      total(own, 'failed'),
    ]
  },
  withoutServer,
)}
`

const bySize = (/** @type {Size[]} */ sizes) =>
  table(
    ['', ...sizes.map(({ requests }) => `${whole(requests)}, µs each`), 'exponent'],
    withoutServer.map(({ name, label }) => [
      label,
      ...sizes.map(({ requests, results }) =>
        whole((median(pluck(results[name], 'time')) / requests) * 1000),
      ),
      growth(sizes, name).toFixed(2),
    ]),
  )

/** @type {import('../report.mjs').Section<'storms'>} */
export const storms = (sizes) => `## Storms: everything at once on an expired token

The same stub, each answer in a task of its own. All refusals come before the refresh is answered, so each request waits for it and is sent
again. axios without token code knows no refresh: each call is refused, and made again by the page. A new tab for each storm, after a
small one that is not counted. "Processor" is what the main thread worked. The exponent is that of the time by the size, fitted by least squares over the logarithms: 1 is linear.

${image('storms', 'A storm on an expired token, in µs per request')}

${bySize(sizes)}

${sizes.map(oneSize).join('\n')}`
