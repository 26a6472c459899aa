/** A play as the timeline element draws it. Times are counted from the play's beginning, so that two plays share one axis. */
import { say } from '../language.js'

/** @typedef {import('../model/stage.js').Play} Play */
/** @typedef {import('../model/stage.js').Lane} Lane */
/** @typedef {import('../../npm/devtools/steps.ts').TimelineSteps} TimelineSteps */
/** @typedef {import('../../npm/devtools/steps.ts').TimelineLane} TimelineLane */
/** @typedef {import('../../npm/devtools/steps.ts').TimelineSpan} TimelineSpan */

/** @type {Record<string, import('../texts.js').TextName | undefined>} */
const outcomes = { LOST: 'outcomeLost', CLOSED: 'outcomeGone', NEVER: 'outcomeNever' }

/** The steps of all plays, one below the other. */
export function stepsOf(/** @type {Play[]} */ plays) {
  const current = plays.find(({ done }) => !done)
  const all = plays.map(stepsOfOne)
  const ends = all.flatMap(({ end }) => end)
  /** @type {TimelineSteps} */
  const steps = {
    lanes: all.flatMap(({ lanes }) => lanes),
    refreshes: all.flatMap(({ refreshes }) => refreshes),
    marks: all.flatMap(({ marks }) => marks),
    tabs: all.flatMap(({ tabs }) => tabs),
    now: current ? Date.now() - current.at : Math.max(0, ...ends),
  }
  return steps
}

function stepsOfOne(/** @type {Play} */ play) {
  const { side, at, done } = play
  const title = say(side === 'ours' ? 'withUs' : 'withQueue')
  const idOf = (/** @type {number} */ tab) => `${side}-${tab}`
  const since = (/** @type {number} */ t) => t - at
  const tabs = Array.from({ length: play.tabs }, (_, tab) => ({
    id: idOf(tab),
    title: play.tabs > 1 ? say('tabOf', { message: title, n: tab + 1 }) : title,
  }))
  const lanes = play.lanes.map((lane) => ({
    id: `${side}-${lane.tab}-${lane.number}`,
    tab: idOf(lane.tab),
    title: lane.path.startsWith('/orders') ? `#${lane.number}` : `#${lane.number} ${lane.path}`,
    spans: spansOf(lane, since),
    ...outcomeOf(lane),
  }))
  const last = Math.max(
    at,
    ...play.lanes.map(({ outcome }) => outcome?.t ?? at),
    ...play.exchanges.map(({ sending }) => sending.to ?? at),
  )
  const refreshes = play.exchanges.map(({ tab, sending }, index) => {
    const { from, to, status } = sending
    // Nobody will hear of what a closed tab was waiting for.
    const end = to ?? (done ? last : null)
    const isGood = status !== null && status >= 200 && status < 300
    const stretch = {
      start: since(from),
      ...(end !== null && { end: since(end) }),
      ...(status && { status }),
    }
    return {
      id: `${side}-${index}`,
      tab: idOf(tab),
      ...stretch,
      ...(end !== null && {
        outcome: isGood ? 'granted' : String(status || say('exchangeFailed')),
        good: isGood,
      }),
      exchanges: [stretch],
    }
  })
  const marks = play.marks.map(({ at, tab, name }) => ({ at: since(at), tab: idOf(tab), title: say(name) }))
  return { lanes, refreshes, marks, tabs, end: since(last) }
}

/** Shorter than this nobody waits: it is how long a call takes to get to the network, in ms. */
const UNSEEN = 25

/** @param {Lane} lane @param {(t: number) => number} since */
function spansOf({ sendings, from, outcome }, since) {
  /** @type {TimelineSpan[]} */
  const spans = []
  let free = from
  const wait = (/** @type {number | undefined} */ to) => {
    const reason = spans.length > 0 ? 'expired' : 'refreshUnderWay'
    spans.push({ kind: 'waits', start: since(free), ...(to !== undefined && { end: since(to) }), reason })
  }
  for (const [index, { from, to, status }] of sendings.entries()) {
    const waited = from - free > UNSEEN
    if (waited) wait(from)
    const isRefused = status === 401
    // The answer's body has still to be read.
    const isLast = index === sendings.length - 1 && !isRefused
    const end = isLast ? outcome?.t : (to ?? outcome?.t)
    spans.push({
      kind: index > 0 ? 'replayed' : 'sent',
      start: since(waited ? from : free),
      ...(end !== undefined && { end: since(end) }),
      ...(status && { status }),
      ...(isRefused && { refused: true }),
      ...(index > 0 && { reason: waited ? 'refreshed' : 'lateExpiry' }),
    })
    free = end ?? Number.POSITIVE_INFINITY
  }
  if (free < (outcome?.t ?? Number.POSITIVE_INFINITY) - (outcome ? UNSEEN : 0)) wait(outcome?.t)
  return spans
}

/** @param {Lane} lane @returns {Pick<TimelineLane, 'outcome' | 'good'>} */
function outcomeOf({ outcome }) {
  if (!outcome) return {}
  if (outcome.status) return { outcome: String(outcome.status) }
  const name = outcomes[outcome.code ?? '']
  return { outcome: name ? say(name) : (outcome.code ?? ''), good: false }
}
