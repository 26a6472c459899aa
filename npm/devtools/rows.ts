// The rows of the chart: of each tab its title, its refreshes, and its lanes.
import type { TimelineMark, TimelineRefresh, TimelineSteps } from './steps.ts'
import {
  isGoodLane,
  isGoodRefresh,
  laneWords,
  markTitle,
  markWords,
  outcomeWords,
  refreshTitle,
  refreshWords,
  spanWords,
} from './stories.ts'
import type { Say } from './words.ts'

/** What can be pointed at and focused. */
export interface Item {
  readonly key: string
  readonly kind: 'sent' | 'waits' | 'replayed' | 'refresh' | 'exchange' | 'mark'
  readonly start: number
  /** Undefined while it lasts. */
  readonly end: number | undefined
  readonly refused?: boolean | undefined
  readonly good?: boolean | undefined
  /** Why, at a moment. */
  readonly words: (say: Say, now: number) => string
}

export interface Row {
  readonly key: string
  readonly kind: 'tab' | 'refreshes' | 'lane'
  readonly label: (say: Say) => string
  readonly outcome: (say: Say) => string
  readonly good: boolean | undefined
  readonly items: readonly Item[]
}

/** The refreshes of a tab, drawn behind its rows. */
export interface Band {
  readonly refresh: TimelineRefresh
  readonly first: number
  readonly last: number
}

export interface Rows {
  readonly rows: readonly Row[]
  readonly bands: readonly Band[]
}

const nothing = () => ''

/** In as few lines as they fit in without overlapping: a tab has one refresh at a time, a hand-written queue may have more. */
function packed(refreshes: readonly TimelineRefresh[]): TimelineRefresh[][] {
  const lines: TimelineRefresh[][] = []
  for (const refresh of refreshes) {
    const line = lines.find((line) => (line.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= refresh.start)
    if (line) line.push(refresh)
    else lines.push([refresh])
  }
  return lines
}

const itemsOfRefresh = (refresh: TimelineRefresh): Item[] => [
  {
    key: `r${refresh.id}`,
    kind: 'refresh',
    start: refresh.start,
    end: refresh.end,
    good: isGoodRefresh(refresh),
    words: (say, now) => refreshWords(say, refresh, now),
  },
]

const markItem = (mark: TimelineMark, index: number): Item => ({
  key: `m${index}`,
  kind: 'mark',
  start: mark.at,
  end: mark.at,
  good: mark.good,
  words: (say) => markWords(say, mark),
})

/** The rows of all tabs, and which of them each refresh is drawn across. */
export function rowsOf(steps: TimelineSteps): Rows {
  const rows: Row[] = []
  const bands: Band[] = []
  const tabs = steps.tabs?.length ? steps.tabs : [{ id: '', title: '' }]
  const first = tabs[0]?.id
  const isOf = (id: string) => (one: { tab?: string | undefined }) => (one.tab ?? first) === id
  const marks = (steps.marks ?? []).map((mark, index) => ({ mark, item: markItem(mark, index) }))
  for (const { id, title } of tabs) {
    if (title)
      rows.push({
        key: `t${id}`,
        kind: 'tab',
        label: () => title,
        outcome: nothing,
        good: undefined,
        items: [],
      })
    const begin = rows.length
    const refreshes = (steps.refreshes ?? []).filter(isOf(id))
    const beside = marks
      .filter(({ mark }) => mark.lane === undefined && isOf(id)(mark))
      .map(({ item }) => item)
    const lines = packed(refreshes)
    if (!lines.length && beside.length) lines.push([])
    for (const [index, line] of lines.entries()) {
      const last = line.at(-1)
      rows.push({
        key: `f${id}/${index}`,
        kind: 'refreshes',
        // A row without a refresh has marks only.
        label: (say) => (last ? refreshTitle(say, { ...last, title: undefined }) : say('events')),
        outcome: (say) => (last?.outcome ? outcomeWords(say, last.outcome) : ''),
        good: last && isGoodRefresh(last),
        items: [...line.flatMap(itemsOfRefresh), ...(index === 0 ? beside : [])],
      })
    }
    for (const lane of steps.lanes.filter(isOf(id))) {
      const items: Item[] = lane.spans.map((span, index) => ({
        key: `${index}`,
        kind: span.kind,
        start: span.start,
        end: span.end,
        refused: span.refused,
        words: (say, now) => spanWords(say, span, now),
      }))
      for (const { mark, item } of marks) if (mark.lane === lane.id) items.push(item)
      rows.push({
        key: `l${lane.id}`,
        kind: 'lane',
        label: () => lane.title,
        outcome: (say) => (lane.outcome === undefined ? '' : outcomeWords(say, lane.outcome)),
        good: isGoodLane(lane),
        items,
      })
    }
    for (const refresh of refreshes) bands.push({ refresh, first: begin, last: rows.length })
  }
  return { rows, bands }
}

/** What the table has of a lane or a refresh. */
export interface Entry {
  readonly key: string
  readonly tab: string
  readonly what: string
  readonly outcome: string
  readonly good: boolean | undefined
  readonly start: number
  readonly end: number | undefined
  readonly words: string
}

/** The same as a list, newest first. */
export function entriesOf(steps: TimelineSteps, say: Say, now: number): Entry[] {
  const titles = new Map(steps.tabs?.map(({ id, title }) => [id, title]))
  const titleOf = (tab: string | undefined) => titles.get(tab ?? steps.tabs?.[0]?.id ?? '') ?? ''
  const entries: Entry[] = steps.lanes.map((lane) => ({
    key: `l${lane.id}`,
    tab: titleOf(lane.tab),
    what: lane.title,
    outcome: lane.outcome === undefined ? '' : outcomeWords(say, lane.outcome),
    good: isGoodLane(lane),
    start: lane.spans[0]?.start ?? 0,
    end: lane.spans.at(-1)?.end,
    words: laneWords(say, lane, now),
  }))
  for (const refresh of steps.refreshes ?? [])
    entries.push({
      key: `r${refresh.id}`,
      tab: titleOf(refresh.tab),
      what: refreshTitle(say, refresh),
      outcome: refresh.outcome ? outcomeWords(say, refresh.outcome) : '',
      good: isGoodRefresh(refresh),
      start: refresh.start,
      end: refresh.end,
      words: refreshWords(say, refresh, now),
    })
  for (const [index, mark] of (steps.marks ?? []).entries())
    entries.push({
      key: `m${index}`,
      tab: titleOf(mark.tab),
      what: markTitle(say, mark),
      outcome: '',
      good: mark.good,
      start: mark.at,
      end: mark.at,
      words: markWords(say, mark),
    })
  return entries.sort((one, other) => other.start - one.start)
}
