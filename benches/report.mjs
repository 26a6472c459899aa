// What was measured, as Markdown with charts: one section per part.
import { drawCharts } from './charts.mjs'
import { keys } from './entries.mjs'
import { goals } from './goals.mjs'
import { othersWin } from './others-win.mjs'
import { firefox } from './sections/firefox.mjs'
import { keptMemory, waitingMemory } from './sections/memory.mjs'
import { ownCost } from './sections/own-cost.mjs'
import { atOnce, expired, oneByOne } from './sections/served.mjs'
import { shipped } from './sections/shipped.mjs'
import { firstAnswer, start } from './sections/start.mjs'
import { storms } from './sections/storms.mjs'
import { manyTabs, twoTabs } from './sections/tabs.mjs'

/** @typedef {import('./measure.mjs').PartName} PartName */
/** @typedef {import('./measure.mjs').Results} Results */
/** @typedef {import('./measure.mjs').Counts} Counts */

/**
 * What is said of a part: of what was measured, and of how often and how many it was.
 * @template {PartName} Name
 * @typedef {(results: Results[Name], count: Counts[Name]) => string} Section
 */

/**
 * When and where it was.
 * @typedef {object} Machine
 * @property {string} date
 * @property {string} browser
 * @property {number} cores
 * @property {string} node
 * @property {number} minutes
 * @property {string} loadBefore
 * @property {string} loadAfter
 */

/**
 * All that the report is made of. `machine` says when and where, `counts` how often and how many.
 * @typedef {object} Facts
 * @property {import('./measure.mjs').Measured} measured
 * @property {Partial<Counts>} counts
 * @property {import('./bundles.mjs').Weights} weights
 * @property {import('../scripts/size/shipped.mjs').Size} binary
 * @property {Machine} machine
 */

/** In the order of the report; the names are those of the parts. @type {{ [Name in PartName]: Section<Name> }} */
const sections = {
  'own-cost': ownCost,
  storms,
  'waiting-memory': waitingMemory,
  'kept-memory': keptMemory,
  'two-tabs': twoTabs,
  'many-tabs': manyTabs,
  'first-answer': firstAnswer,
  start,
  'one-by-one': oneByOne,
  'at-once': atOnce,
  expired,
  firefox,
}

const head = (/** @type {Machine} */ machine) => `# authflight beside what it replaces

Written by \`npm run bench\` on ${machine.date}, in ${machine.minutes} minutes: ${machine.browser}, ${machine.cores} cores, Node ${machine.node}; the machine's load was
${machine.loadBefore} before and ${machine.loadAfter} after (1 min average, the benchmark's own work in the second), the demo back-end a debug build on the same machine. Times
compare within a table only. All candidates are in one browser and take turns, round by round; times are medians, "middle half" is from the first quartile to the
third, a ratio is the median of each round's ratio, to native fetch where nothing else is named. Every request is \`GET /bearer/orders/1001\`, its JSON read.

"Native fetch, by hand" is some twenty lines around fetch that repeat a refused request after a shared refresh. All keep their tokens
in localStorage. axios-auth-refresh is measured with \`deduplicateRefresh: false\`: at its default, all but the first of the requests that are
refused at once fail (its issue 307).
`

/**
 * The section of a part, if it was measured.
 * @template {PartName} Name
 * @param {Name} name
 * @param {Facts} facts
 */
function written(name, { measured, counts }) {
  const results = measured[name]
  const count = counts[name]
  return results && count ? sections[name](results, count) : ''
}

/** `text` and `charts` by name. */
export function report(/** @type {Facts} */ facts) {
  const { measured, weights, binary, machine } = facts
  const parts = [
    head(machine),
    goals(measured),
    othersWin({ measured, weights }),
    ...keys(sections).map((name) => written(name, facts)),
    shipped(weights, binary),
  ]
  return {
    text: parts
      .filter(Boolean)
      .map((part) => part.trimEnd())
      .join('\n\n')
      .concat('\n'),
    charts: drawCharts({ measured, weights, binary }),
  }
}
