// What authflight is to reach, and whether it does, computed from what was measured: those goals whose part was.

import { entries, keys } from './entries.mjs'
import { waitingBytes } from './sections/memory.mjs'
import { growth } from './sections/storms.mjs'
import { median, ratio } from './statistics.mjs'
import { megabytes, milliseconds, pluck, table, times, total, whole } from './tables.mjs'

/** @typedef {import('./measure.mjs').PartName} PartName */
/** @typedef {import('./measure.mjs').Measured} Measured */
/** @template {PartName} Name @typedef {import('./measure.mjs').Results[Name]} Results */
/** @typedef {import('./scenarios/storms.mjs').Storm} Storm */
/** @typedef {import('./scenarios/storms.mjs').Size} Size */
/** @typedef {import('./scenarios/first-answer.mjs').Condition} Condition */

/** In words, and whether it holds with which figures. @typedef {{ what: string, goal: string, holds: boolean, figure: string }} Goal */
/** A figure of each, by name. @typedef {Record<string, number>} Figures */

const own = ['authflight', 'authflight-verbs']
/** @type {Record<string, string>} */
const short = { authflight: '`auth.fetch`', 'authflight-verbs': '`auth.get`', attached: '`attachAuth`' }

/**
 * A goal: it holds when each of `values`, by name, is at most `limit`. Below 0 it cannot be told: noise was larger than the figure.
 * @param {string} what
 * @param {number} limit
 * @param {Figures} values
 * @param {(value: number) => string} [write]
 * @returns {Goal}
 */
const atMost = (what, limit, values, write = times) => ({
  what,
  goal: `at most ${write(limit)}`,
  holds: Object.values(values).every((value) => value >= 0 && value <= limit),
  figure: Object.entries(values)
    .map(
      ([name, value]) =>
        `${short[name] ? `${short[name]} ` : ''}${value < 0 ? 'lost in noise' : write(value)}`,
    )
    .join(', '),
})

/**
 * @param {string[]} names
 * @param {(name: string) => number} figureOf
 * @returns {Figures}
 */
const forEach = (names, figureOf) => Object.fromEntries(names.map((name) => [name, figureOf(name)]))

function ofOwnCost(/** @type {Results<'own-cost'>} */ results) {
  const over = (/** @type {string} */ name) =>
    pluck(results[name], 'time').map((time, round) => time - results.bare[round].time)
  const to = (/** @type {string} */ base) => (/** @type {string} */ name) => ratio(over(name), over(base))
  return [
    atMost('good token, over the stub, to axios with a queue', 0.25, forEach(own, to('axios-queue'))),
    atMost('good token, over the stub, to native by hand', 5, forEach(own, to('native'))),
    atMost(
      'good token, over the stub, to axios without token code',
      1.05,
      forEach(['attached'], to('axios-alone')),
    ),
  ]
}

const shares = new Map([
  [1_000, 0.25],
  [10_000, 0.4],
  [50_000, 0.4],
])

function ofStorms(/** @type {Size[]} */ sizes) {
  const time = (/** @type {Size['results']} */ results, /** @type {string} */ name) =>
    pluck(results[name], 'time')
  const to =
    (/** @type {Size['results']} */ results, /** @type {string} */ base) => (/** @type {string} */ name) =>
      ratio(time(results, name), time(results, base))
  const most = (/** @type {(rounds: Storm[]) => number} */ value) =>
    Math.max(...sizes.flatMap(({ results }) => own.map((name) => value(results[name]))))
  const exact = (/** @type {number} */ value) => String(value)
  return [
    ...sizes.flatMap(({ requests, results }) => {
      const share = shares.get(requests)
      if (share === undefined) return []
      const figures = forEach(own, to(results, 'axios-queue'))
      return [atMost(`storm of ${whole(requests)}, to axios with a queue`, share, figures)]
    }),
    atMost(
      'storms, exponent',
      1.05,
      forEach(own, (name) => growth(sizes, name)),
      (value) => value.toFixed(2),
    ),
    atMost('storms, refreshes', 1, { all: most((rounds) => Math.max(...pluck(rounds, 'refreshes'))) }, exact),
    atMost('storms, requests lost', 0, { all: most((rounds) => total(rounds, 'failed')) }, exact),
    ...sizes.map(({ requests, results }) =>
      atMost(
        `storm of ${whole(requests)}, to axios without token code, each call made twice`,
        1.05,
        forEach(['attached'], to(results, 'axios-alone')),
      ),
    ),
    ...sizes.filter(({ requests }) => requests === 10_000).map(ofLongestTask),
  ]
}

/** Where native fetch has none above 50 ms, there is to be none. */
function ofLongestTask(/** @type {Size} */ { requests, results }) {
  const longest = (/** @type {string} */ name) => median(pluck(results[name], 'longest'))
  const write = (/** @type {number} */ value) => (value < 50 ? 'below 50 ms' : `${whole(value)} ms`)
  const native = longest('native')
  const goal = atMost(
    `storm of ${whole(requests)}, longest task`,
    Math.max(50, native),
    forEach(own, longest),
    write,
  )
  return { ...goal, goal: `below 50 ms, or native's, ${write(native)}` }
}

/** @type {[Condition, string, number][]} */
const starts = [
  ['fast', 'fast machine', 1],
  ['slowed', 'processor slowed four times', 1.2],
  ['slow4g', 'Slow 4G', 1.05],
]

function ofFirstAnswer(/** @type {Results<'first-answer'>} */ results) {
  const reached = starts.flatMap(([condition, label, limit]) =>
    entries(results[condition]).map(([cache, all]) => ({ cache, label, limit, all })),
  )
  const about = (
    /** @type {string} */ what,
    /** @type {{ label: string, cache: string }} */ { label, cache },
  ) => `first answer, ${label}, ${cache} cache, ${what}`
  return reached.flatMap((one) => {
    const to = (/** @type {string} */ name, /** @type {string} */ base) => ({
      [name]: ratio(one.all[name], one.all[base]),
    })
    return [
      atMost(about('to axios + axios-auth-refresh', one), one.limit, to('authflight', 'axios-auth-refresh')),
      atMost(
        about('slim preloaded to the default entry', one),
        1,
        to('authflight-slim-preload', 'authflight'),
      ),
    ]
  })
}

const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(2)} kB`

/** @type {{ [Name in PartName]?: (results: Results<Name>) => Goal[] }} */
const goalsOf = {
  'own-cost': ofOwnCost,
  storms: ofStorms,
  'first-answer': ofFirstAnswer,
  'waiting-memory': (results) => [
    atMost(
      'memory of a waiting request',
      1_500,
      forEach(own, (name) => waitingBytes(results[name])),
      kilobytes,
    ),
  ],
  'kept-memory': ({ after }) => [
    atMost("the binary's memory in use after storms", 2_000_000, { all: after.inUse }, megabytes),
    atMost("the binary's memory at its peak", 6_000_000, { all: after.bytes }, megabytes),
  ],
  'many-tabs': ({ authflight }) => [
    atMost('many tabs, refreshes', 1, { all: Math.max(...pluck(authflight, 'refreshes')) }, String),
    atMost('many tabs, requests lost', 0, { all: total(authflight, 'failed') }, String),
    atMost(
      'many tabs, last answer after the first 401',
      1_000,
      { all: median(pluck(authflight, 'time')) },
      (value) => `${milliseconds(value)} ms`,
    ),
  ],
}

/**
 * @template {PartName} Name
 * @param {Name} part
 * @param {Measured} measured
 */
function goalsIn(part, measured) {
  const make = goalsOf[part]
  const results = measured[part]
  return make && results ? make(results) : []
}

export function goals(/** @type {Measured} */ measured) {
  const rows = keys(goalsOf).flatMap((part) => goalsIn(part, measured))
  if (rows.length === 0) return ''
  const holding = rows.filter(({ holds }) => holds).length
  return `## The goals

${holding} of ${rows.length} hold in this run. Ratios are medians of each round's ratio.

${table(
  ['', 'goal', 'holds', 'figure'],
  rows.map(({ what, goal, holds, figure }) => [what, goal, holds ? 'holds' : '**does not hold**', figure]),
)}
`
}
