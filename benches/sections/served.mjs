// Against the real server: what a client costs beside the network.
import { difference, median, ratio } from '../statistics.mjs'
import { byCandidate, mean, middle, milliseconds, plain, pluck, timed, times, total } from '../tables.mjs'

/** @type {import('../report.mjs').Section<'one-by-one'>} */
export const oneByOne = (results, { rounds, requests }) => `## A good token, one request after another

Against the server. ${rounds} rounds of ${requests} requests.

${byCandidate(['ms per request', 'middle half', 'over fetch, µs', 'ratio'], results, (own, base) => [
  milliseconds(median(own)),
  middle(own),
  (difference(own, base) * 1000).toFixed(0),
  times(ratio(own, base)),
])}
`

/** @type {import('../report.mjs').Section<'at-once'>} */
export const atOnce = (results, { rounds, requests }) => `## A good token, ${requests} requests at once

Against the server. ${rounds} rounds.

${byCandidate(['ms for all', 'middle half', 'ratio'], results, timed)}
`

/** @type {import('../report.mjs').Section<'expired'>} */
export const expired = (results, { rounds, requests }) => `## An expired token, ${requests} requests at once

The server has ceased to accept the token and the page does not know. ${rounds} rounds; refreshes and requests as the server counted them.

${byCandidate(
  ['ms for all', 'middle half', 'ratio', 'refreshes', 'requests sent', 'failed'],
  results,
  (own, base) => [
    ...timed(pluck(own, 'time'), pluck(base, 'time')),
    `${plain(mean(pluck(own, 'refreshes')))} (at most ${Math.max(...pluck(own, 'refreshes'))})`,
    plain(mean(pluck(own, 'requests'))),
    total(own, 'failed'),
  ],
)}
`
