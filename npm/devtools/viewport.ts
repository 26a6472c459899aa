// Which stretch of time is shown, and where its ticks are.
import type { TimelineSteps, TimelineView } from './steps.ts'

/** What nothing happens in for so long is a gap between two bursts, in ms. */
const GAP = 1500
const SHORTEST = 2
const MARGIN = 0.03

interface Stretch {
  readonly start: number
  readonly end?: number | undefined
}

function* stretches(steps: TimelineSteps): Iterable<Stretch> {
  for (const lane of steps.lanes) yield* lane.spans
  yield* steps.refreshes ?? []
  for (const { at } of steps.marks ?? []) yield { start: at, end: at }
}

/** Where the first step began: there the clock of differences begins. */
export function beginning(steps: TimelineSteps): number {
  let first = Number.POSITIVE_INFINITY
  for (const { start } of stretches(steps)) first = Math.min(first, start)
  return Number.isFinite(first) ? first : 0
}

export function isRunning(steps: TimelineSteps): boolean {
  for (const { end } of stretches(steps)) if (end === undefined) return true
  return false
}

const withMargin = (from: number, to: number): TimelineView => {
  const length = Math.max(to - from, SHORTEST)
  return { from: from - length * MARGIN, to: from + length * (1 + MARGIN) }
}

/** All that there is. */
export function extent(steps: TimelineSteps, now: number): TimelineView {
  const from = beginning(steps)
  let to = from
  for (const { start, end } of stretches(steps)) to = Math.max(to, start, end ?? now)
  return withMargin(from, to)
}

/** The last burst: what has happened since there was a gap. */
export function latest(steps: TimelineSteps, now: number): TimelineView {
  const all = [...stretches(steps)].sort((one, other) => one.start - other.start)
  let from = all[0]?.start ?? now
  let to = from
  for (const { start, end } of all) {
    if (start - to > GAP) from = start
    to = Math.max(to, start, end ?? now)
  }
  return withMargin(from, to)
}

/** How much longer than needed a view is that steps are still added to. */
const ROOM = 0.2

/**
 * The view with room for what is to come, and the last such view for as long as it does. So bars stay where they are while new ones
 * are added: to move all of them in every frame would take the page's own frames.
 */
export function withRoom(view: TimelineView, last: TimelineView | undefined): TimelineView {
  const length = view.to - view.from
  const fits =
    last !== undefined &&
    Math.abs(last.from - view.from) <= length * MARGIN &&
    view.to <= last.to &&
    last.to - view.to <= length * ROOM
  return fits ? last : { from: view.from, to: view.to + length * ROOM }
}

/** The view, shorter by a factor, around a moment that stays in its place. */
export function zoomed(
  { from, to }: TimelineView,
  factor: number,
  at: number = (from + to) / 2,
): TimelineView {
  const length = Math.max((to - from) * factor, SHORTEST)
  const share = (at - from) / (to - from)
  return { from: at - length * share, to: at + length * (1 - share) }
}

/** The view, moved by a share of its length. */
export const moved = ({ from, to }: TimelineView, share: number): TimelineView => ({
  from: from + (to - from) * share,
  to: to + (to - from) * share,
})

/** The view, moved as little as it takes to show a stretch. */
export function showing(view: TimelineView, start: number, end: number): TimelineView {
  const length = view.to - view.from
  if (start < view.to && end > view.from) return view
  const from = start >= view.to ? Math.max(start - length * 0.8, view.from) : start - length * 0.2
  return { from, to: from + length }
}

/** A round step between ticks, so that there are at most so many. */
export function tickStep({ from, to }: TimelineView, most: number): number {
  const least = (to - from) / most
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= least) ?? least
}

/** Moments at round distances from an origin. */
export function ticks(view: TimelineView, origin: number, most: number): number[] {
  const step = tickStep(view, most)
  const found: number[] = []
  for (let n = Math.ceil((view.from - origin) / step); origin + n * step <= view.to; n += 1)
    found.push(origin + n * step)
  return found
}
