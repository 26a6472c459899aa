// A page that is opened with a session in storage.
import { candidates, slim, starting } from '../candidates.mjs'
import { image } from '../charts.mjs'
import { entries } from '../entries.mjs'
import { median, ratio } from '../statistics.mjs'
import { byCandidate, middle, milliseconds, pluck, table, timed, times } from '../tables.mjs'

/** @typedef {import('../measure.mjs').Results['first-answer']} Results */
/** @typedef {import('../scenarios/first-answer.mjs').Condition} Condition */

const reference = 'axios-auth-refresh'

/** @type {Record<Condition, string>} */
const labels = {
  fast: 'fast machine',
  slowed: 'processor slowed four times',
  slow4g: 'Slow 4G',
}

const caches = { cold: 'empty cache', warm: 'full cache' }

/** Each condition that was measured: its words, and the times by candidate. */
const measuredOnes = (/** @type {Results} */ results) =>
  entries(results).flatMap(([condition, byCache]) =>
    entries(byCache).map(([cache, times]) => ({
      label: `${labels[condition]}, ${caches[cache]}`,
      times,
    })),
  )

const overview = (/** @type {Results} */ results) => {
  const columns = measuredOnes(results)
  return table(
    ['', ...columns.map(({ label }) => label)],
    starting.map(({ name, label }) => [
      label,
      ...columns.map(({ times: all }) => {
        const own = all[name]
        return `${milliseconds(median(own))} (${middle(own)}), ${times(ratio(own, all[reference]))}`
      }),
    ]),
  )
}

/** @type {import('../report.mjs').Section<'first-answer'>} */
export const firstAnswer = (results, counts) => `## From navigation to the first answer

A page with a session in storage is opened; milliseconds from the navigation to the first answer, the middle half, and the ratio to axios +
axios-auth-refresh in the same round. The host sends everything compressed with brotli and lets the browser keep it, as good hosts do. With an empty cache, a new profile
and process each time; with a full one, a profile that has seen the page three times before, so that the engine has kept what it compiled. The processor is slowed and the
network is Slow 4G (1.4 Mbit/s, 563 ms) by the browser itself. Preloaded: the page has \`<link rel="preload" as="fetch" crossorigin>\` for the
binary. Rounds: ${entries(counts)
  .flatMap(([condition, byCache]) =>
    entries(byCache).map(([cache, rounds]) => `${labels[condition]}, ${caches[cache]} ${rounds}`),
  )
  .join('; ')}.

${image('first-answer', 'From navigation to the first answer with an empty cache, in ms')}
${results.slow4g ? `\n${image('slow-4g', 'From navigation to the first answer on Slow 4G with an empty cache, in ms')}\n` : ''}
${overview(results)}
`

/** @type {('import' | 'module' | 'create' | 'first')[]} */
const steps = ['import', 'module', 'create', 'first']

/** @type {import('../report.mjs').Section<'start'>} */
export const start = ({ results, compiled }, { rounds }) => `## The steps of a start

From the import of the client to the first answer, in a page that is there, against the server, uncompressed. A new browser profile and process each time, a session in storage, nothing in any
cache; ${rounds} rounds. "Module" is what \`init()\` takes (the inlined binary read, compiled and set up; with slim also fetched), "create" is \`createAuth\`. \`WebAssembly.compile\`
alone, the bytes being there: ${milliseconds(median(compiled))} ms (${middle(compiled)}).

${byCandidate(
  ['ms in all', 'middle half', 'ratio', 'import', 'module', 'create', 'first request'],
  results,
  (own, base) => [
    ...timed(pluck(own, 'total'), pluck(base, 'total')),
    ...steps.map((step) => milliseconds(median(pluck(own, step)))),
  ],
  [...candidates, slim],
)}
`
