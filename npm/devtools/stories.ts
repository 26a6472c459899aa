// What happened to a request or a refresh, in words.
import type { TimelineLane, TimelineMark, TimelineRefresh, TimelineSpan } from './steps.ts'
import { duration, isWord, type Say, sayOr } from './words.ts'

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Parts of a sentence as one. */
export const sentence = (say: Say, parts: readonly string[]): string =>
  parts.length ? capital(parts.join(say('join'))) + say('end') : ''

const timeOf = (say: Say, start: number, end: number | undefined, now: number) =>
  say(end === undefined ? 'soFar' : 'tookTime', { time: duration(say, (end ?? now) - start) })

function spanParts(say: Say, span: TimelineSpan, now: number): string[] {
  const { kind, reason, refresh, status, refused } = span
  const known = `${kind}_${reason}`
  let what = isWord(known) ? say(known) : reason ? say(kind) + say('colon') + reason : say(kind)
  if (refresh) what += ` ${say('ofRefresh', { refresh })}`
  const parts = [what, timeOf(say, span.start, span.end, now)]
  if (status !== undefined) parts.push(say('answered', { status }))
  if (refused) parts.push(say('refusedAsExpired'))
  return parts
}

/** Why a request was in that state, and for how long. */
export const spanWords = (say: Say, span: TimelineSpan, now: number): string =>
  sentence(say, spanParts(say, span, now))

/** A request's whole story. */
export function laneWords(say: Say, lane: TimelineLane, now: number): string {
  const parts = lane.spans.flatMap((span) => spanParts(say, span, now))
  if (lane.outcome) parts.push(outcomeWords(say, lane.outcome))
  return sentence(say, parts)
}

export function refreshWords(say: Say, refresh: TimelineRefresh, now: number): string {
  const { reason, exchanges, outcome } = refresh
  const parts = [refreshTitle(say, refresh)]
  if (reason) parts.push(sayOr(say, 'refresh', reason))
  if (exchanges?.length) parts.push(say('exchanges', { n: exchanges.length }))
  else if (exchanges && outcome) parts.push(say('noExchange'))
  for (const { status } of exchanges ?? []) if (status !== undefined) parts.push(say('answered', { status }))
  if (outcome) parts.push(outcomeWords(say, outcome))
  parts.push(timeOf(say, refresh.start, refresh.end, now))
  return sentence(say, parts)
}

export const markTitle = (say: Say, { title }: TimelineMark): string => sayOr(say, 'mark', title)

export function markWords(say: Say, mark: TimelineMark): string {
  const { reason } = mark
  return sentence(say, [markTitle(say, mark) + (reason ? ` ${say('ofRefresh', { refresh: reason })}` : '')])
}

export const refreshTitle = (say: Say, { title }: TimelineRefresh): string => title ?? say('refresh')

export const outcomeWords = (say: Say, outcome: string): string => sayOr(say, 'outcome', outcome)

export const isGoodLane = ({ good, outcome }: TimelineLane): boolean | undefined =>
  good ?? (outcome === undefined ? undefined : outcome === 'answered' || Number(outcome) < 400)

export const isGoodRefresh = ({ good, outcome }: TimelineRefresh): boolean | undefined =>
  good ?? (outcome === undefined ? undefined : outcome === 'granted' || outcome === 'adopted')
