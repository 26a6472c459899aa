// The cases without a server, in Firefox.
import { bare, withoutServer } from '../candidates.mjs'
import { image } from '../charts.mjs'
import { difference, median, ratio } from '../statistics.mjs'
import { byCandidate, mean, milliseconds, plain, pluck, times, total, whole } from '../tables.mjs'

/** @typedef {import('../scenarios/firefox.mjs').InFirefox} InFirefox */

/** @type {import('../report.mjs').Section<'firefox'>} */
export const firefox = ({ results, reason, version }, { rounds, requests, storm }) => {
  if (!results) return `## Firefox\n\nNot measured: ${reason}\n`
  const storms = (/** @type {InFirefox[]} */ rounds) => pluck(rounds, 'storm')
  return `## Firefox

${version}, the same stub; its protocol tells neither the processor's time nor the heap. ${rounds} rounds of ${requests} requests one after another, and of a storm of ${whole(storm)}.

${image('firefox', 'Firefox, a request with a good token, in µs over the stub')}

${byCandidate(
  ['µs over the stub', 'storm, ms', 'to native', 'to axios with a queue', 'refreshes', 'sent', 'lost'],
  results,
  (own, native) => {
    const time = pluck(storms(own), 'time')
    return [
      whole(difference(pluck(own, 'time'), pluck(results[bare.name], 'time')) * 1000),
      milliseconds(median(time)),
      times(ratio(time, pluck(storms(native), 'time'))),
      times(ratio(time, pluck(storms(results['axios-queue']), 'time'))),
      plain(mean(pluck(storms(own), 'refreshes'))),
      whole(mean(pluck(storms(own), 'sent'))),
      total(storms(own), 'failed'),
    ]
  },
  withoutServer,
)}
`
}
