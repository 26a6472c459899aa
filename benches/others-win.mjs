// Where others are better than authflight, said as plainly as where it is better: computed from what was measured.
import { candidates } from './candidates.mjs'
import { entries } from './entries.mjs'
import { waitingBytes } from './sections/memory.mjs'
import { median } from './statistics.mjs'
import { milliseconds, pluck, whole } from './tables.mjs'

const others = candidates.filter(({ name }) => !name.startsWith('authflight'))

/** @type {[import('./scenarios/first-answer.mjs').Condition, string][]} */
const starts = [
  ['fast', 'the first answer, fast machine'],
  ['slowed', 'the first answer, slowed processor'],
  ['slow4g', 'the first answer, Slow 4G'],
]

/** @typedef {Pick<import('./report.mjs').Facts, 'measured' | 'weights'>} Facts */

/**
 * What is compared, where less is better: in words, each candidate's value, and how it is written.
 * @typedef {object} Comparison
 * @property {string} what
 * @property {(name: string) => number} of
 * @property {(value: number) => string} write
 */

function comparisons(/** @type {Facts} */ { measured, weights }) {
  /** @type {Comparison[]} */
  const list = []
  /**
   * @template {import('./measure.mjs').PartName} Part
   * @param {Part} part
   * @param {string} what
   * @param {(all: import('./measure.mjs').Results[Part], name: string) => number} of
   * @param {Comparison['write']} write
   */
  const add = (part, what, of, write) => {
    const all = measured[part]
    if (all) list.push({ what, of: (name) => of(all, name), write })
  }
  const ms = (/** @type {number} */ value) => `${milliseconds(value)} ms`
  const µs = (/** @type {number} */ value) => `${whole(value * 1000)} µs`
  add(
    'own-cost',
    'a request with a good token, without a server',
    (all, name) => median(pluck(all[name], 'time')),
    µs,
  )
  for (const [at, { requests }] of (measured.storms ?? []).entries())
    add(
      'storms',
      `a storm of ${whole(requests)}`,
      (all, name) => median(pluck(all[at].results[name], 'time')),
      ms,
    )
  add(
    'waiting-memory',
    'memory of a waiting request',
    (all, name) => waitingBytes(all[name]),
    (value) => `${whole(value)} B`,
  )
  for (const [condition, words] of starts)
    for (const [cache, all] of entries(measured['first-answer']?.[condition]))
      list.push({ what: `${words}, ${cache} cache`, of: (name) => median(all[name]), write: ms })
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`
  list.push({ what: 'bytes shipped, brotli', of: (name) => weights[name].brotli, write: kilobytes })
  return list
}

function oneComparison(/** @type {Comparison} */ { what, of, write }) {
  const mine = of('authflight')
  const better = others.filter(({ name }) => of(name) < mine)
  if (better.length === 0) return []
  return [
    `- ${what}: ${better.map(({ name, label }) => `${label} ${write(of(name))}`).join(', ')}; \`auth.fetch\` ${write(mine)}`,
  ]
}

export function othersWin(/** @type {Facts} */ facts) {
  const lines = comparisons(facts).flatMap(oneComparison)
  const sentence =
    lines.length > 0
      ? 'Medians of this run in which another client was better than `auth.fetch`:'
      : 'In no median of this run was another client better than `auth.fetch`.'
  return `## Where others win\n\n${[sentence, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n')}\n`
}
