// Several tabs whose token expires at once.
import { named } from '../candidates.mjs'
import { median } from '../statistics.mjs'
import { byCandidate, mean, milliseconds, plain, pluck, total } from '../tables.mjs'

/** @type {import('../report.mjs').Section<'two-tabs'>} */
export const twoTabs = (results, { rounds }) => `## Two tabs whose token expires at once

Two tabs, a process each, ${rounds} expiries, a session of its own for each; the server rotates refresh tokens strictly and ends the session
when a used-up one is presented.

${byCandidate(
  ['refreshes per expiry', 'requests failed', 'expiries that signed a tab out'],
  results,
  (own) => [
    plain(mean(pluck(own, 'refreshes'))),
    total(own, 'failed'),
    `${own.filter(({ signedOut }) => signedOut).length} of ${own.length}`,
  ],
)}
`

/** @type {import('../report.mjs').Section<'many-tabs'>} */
export const manyTabs = (results, { rounds, tabs }) => `## ${tabs} tabs whose token expires at once

The same server; all tabs send two requests at the same moment, ${rounds} rounds. "All answered" is the time from the first 401 that any tab got to
the last answer that any tab got, a failure included.

${byCandidate(
  ['refreshes per expiry', 'requests failed', 'all answered, ms'],
  results,
  (own) => [
    plain(mean(pluck(own, 'refreshes'))),
    `${total(own, 'failed')} of ${total(own, 'requests')}`,
    milliseconds(median(pluck(own, 'time'))),
  ],
  named(...Object.keys(results)),
)}
`
