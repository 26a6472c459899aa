// Where others are better than authflight, said as plainly as where it is better: computed from what was measured.
import { candidates } from './candidates.mjs'
import { waitingBytes } from './sections/memory.mjs'
import { median } from './statistics.mjs'
import { milliseconds, pluck, whole } from './tables.mjs'

const others = candidates.filter(({ name }) => !name.startsWith('authflight'))

/** What is compared, where less is better: in words, each candidate's value, and how it is written. */
function comparisons({ measured, weights }) {
  const list = []
  const add = (part, what, of, write) => {
    if (measured[part]) list.push({ what, of: (name) => of(measured[part], name), write })
  }
  const ms = (value) => `${milliseconds(value)} ms`
  const µs = (value) => `${whole(value * 1000)} µs`
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
  for (const [condition, words] of [
    ['fast', 'the first answer, fast machine'],
    ['slowed', 'the first answer, slowed processor'],
    ['slow4g', 'the first answer, Slow 4G'],
  ])
    for (const cache of Object.keys(measured['first-answer']?.[condition] ?? {}))
      add('first-answer', `${words}, ${cache} cache`, (all, name) => median(all[condition][cache][name]), ms)
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`
  list.push({ what: 'bytes shipped, brotli', of: (name) => weights[name].brotli, write: kilobytes })
  return list
}

function oneComparison({ what, of, write }) {
  const mine = of('authflight')
  const better = others.filter(({ name }) => of(name) < mine)
  if (better.length === 0) return []
  return [
    `- ${what}: ${better.map(({ name, label }) => `${label} ${write(of(name))}`).join(', ')}; \`auth.fetch\` ${write(mine)}`,
  ]
}

export function othersWin(facts) {
  const lines = comparisons(facts).flatMap(oneComparison)
  const sentence =
    lines.length > 0
      ? 'Medians of this run in which another client was better than `auth.fetch`:'
      : 'In no median of this run was another client better than `auth.fetch`.'
  return `## Where others win\n\n${[sentence, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n')}\n`
}
