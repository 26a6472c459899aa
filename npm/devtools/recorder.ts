// What the client tells, as steps of a timeline. An entry that changes is another object, so that what is shown while paused stays.

import type { AuthEvents, FetchAuth } from '../types.ts'
import { eventDetail } from './event-detail.ts'
import { KEPT_STEPS, type LogEntry } from './log.ts'
import type { TimelineLane, TimelineMark, TimelineRefresh, TimelineSpan } from './steps.ts'
import { type FetchCall, FetchWatch, watchFetch } from './watch-fetch.ts'

type Trace = AuthEvents['trace']

const KEPT_LANES = 500
const KEPT_REFRESHES = 200
const KEPT_MARKS = 100
const KEPT_EVENTS = 200

/** Something that the application was told. */
export interface Told {
  readonly at: number
  readonly name: string
  readonly detail: string
}

/** What is known of one tab: plain data, which travels to the others. */
export interface TabRecord {
  readonly lanes: readonly TimelineLane[]
  readonly refreshes: readonly TimelineRefresh[]
  readonly marks: readonly TimelineMark[]
  readonly log: readonly LogEntry[]
}

const names = [
  'signedIn',
  'refreshed',
  'refreshFailed',
  'loginRequired',
  'signedOut',
  'userChanged',
  'idle',
  'active',
  'warning',
] as const

/** Steps of a flight that a reader wants to see as moments. */
const marked = new Set(['signedIn', 'signedOut', 'steals', 'fenced', 'offline', 'ignored', 'backsOff'])

/** Marks a listener as one that only looks on: npm/observers.ts looks for it. Written here, too, because the devtools share no file. */
const observing = <T extends object>(listener: T): T =>
  Object.assign(listener, { [Symbol.for('authflight.observer')]: true })

export class Recorder {
  #lanes: Map<number, TimelineLane> = new Map()
  #calls: Map<number, FetchCall> = new Map()
  #waiting: Set<number> = new Set()
  #refreshes: TimelineRefresh[] = []
  #marks: TimelineMark[] = []
  #log: LogEntry[] = []
  #told: Told[] = []
  /** The refresh under way. */
  #flight: TimelineRefresh | undefined
  #landed: TimelineRefresh | undefined
  /** How many refreshes, and how many steps, there were. */
  #count = 0
  #steps = 0
  readonly #watch = new FetchWatch()
  readonly #changed: () => void
  #stops: (() => void)[] = []

  constructor(auth: FetchAuth, changed: () => void) {
    this.#changed = changed
    // All of them only look on, so that the application hears what it hears without the devtools.
    this.#stops.push(
      watchFetch(this.#watch),
      auth.on(
        'trace',
        observing((trace: Trace) => this.#traced(trace)),
      ),
      ...names.map((name) =>
        auth.on(
          name,
          observing((detail: unknown) => this.#tell(name, detail)),
        ),
      ),
      auth.subscribe(changed),
    )
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop()
  }

  get record(): TabRecord {
    return {
      lanes: [...this.#lanes.values()],
      refreshes: this.#refreshes,
      marks: this.#marks,
      log: this.#log.slice(-KEPT_STEPS),
    }
  }

  /** What the application was told, oldest first. */
  get told(): readonly Told[] {
    return this.#told
  }

  clear(): void {
    this.#lanes.clear()
    this.#calls.clear()
    this.#refreshes = this.#flight ? [this.#flight] : []
    this.#marks = []
    this.#log = []
    this.#told = []
    this.#changed()
  }

  #tell(name: (typeof names)[number], detail: unknown): void {
    const at = Date.now()
    const said = eventDetail(detail)
    this.#told = [...this.#told.slice(1 - KEPT_EVENTS), { at, name, detail: said }]
    this.#write({ at, about: '', step: `event ${name}`, why: said })
    if (name === 'refreshed') {
      const { by } = detail as AuthEvents['refreshed']
      this.#land(at, by === 'otherTab' ? 'adopted' : 'granted')
    }
    this.#changed()
  }

  #traced(trace: Trace): void {
    const { request } = trace
    if (request === undefined) this.#flightStep(trace)
    else this.#laneStep(request, trace)
    const about = request === undefined ? (this.#flight ?? this.#landed)?.title : this.#titleOf(request)
    this.#write({ at: trace.t, request, about: about ?? '', step: trace.step, why: trace.why })
    this.#changed()
  }

  #write(entry: Omit<LogEntry, 'id'>): void {
    this.#steps += 1
    this.#log.push({ id: this.#steps, ...entry })
    // Now and then only: to move 500 entries at every step would be most of the work.
    if (this.#log.length >= 2 * KEPT_STEPS) this.#log = this.#log.slice(-KEPT_STEPS)
  }

  #titleOf(request: number): string {
    const call = this.#calls.get(request)
    return call ? `#${request} ${call.method} ${call.url}` : `#${request}`
  }

  #laneStep(request: number, { t, step, why }: Trace): void {
    const lane = this.#lanes.get(request)
    let spans = lane?.spans ?? []
    const isAnswer = step === 'answered' || step === 'rejected' || step === 'withdrawn'
    // Of a request that was there before the devtools, only the rest is known.
    const refused =
      (step === 'waits' && why === 'expired') ||
      why === 'lateExpiry' ||
      (step === 'answered' && why !== 'reply')
    spans = ended(spans, t, refused)
    this.#waiting.delete(request)
    const known = this.#calls.get(request)
    if (step === 'waits') {
      this.#waiting.add(request)
      spans = [...spans, { kind: 'waits', start: t, reason: why, refresh: this.#flight?.title }]
    } else if (step === 'sent' || step === 'replayed') {
      const refresh = why === 'refreshed' ? (this.#flight ?? this.#landed)?.title : undefined
      const index = spans.length
      spans = [...spans, { kind: step, start: t, reason: why, refresh }]
      this.#watch.expect({
        known,
        called: (call) => this.#called(request, call),
        answered: (status) => this.#answered(request, index, status),
      })
    }
    const made: TimelineLane = { id: String(request), title: this.#titleOf(request), spans }
    this.#setLane(request, isAnswer ? { ...made, ...outcomeOf(step, why, spans) } : made)
  }

  #setLane(request: number, lane: TimelineLane): void {
    this.#lanes.set(request, lane)
    if (this.#lanes.size <= KEPT_LANES) return
    const oldest = this.#lanes.keys().next().value
    if (oldest === undefined) return
    this.#lanes.delete(oldest)
    this.#calls.delete(oldest)
    this.#waiting.delete(oldest)
  }

  #called(request: number, call: FetchCall): void {
    const lane = this.#lanes.get(request)
    if (!lane || this.#calls.has(request)) return
    this.#calls.set(request, call)
    const about = this.#titleOf(request)
    this.#lanes.set(request, { ...lane, title: about })
    for (const [index, entry] of this.#log.entries())
      if (entry.request === request) this.#log[index] = { ...entry, about }
    this.#changed()
  }

  #answered(request: number, index: number, status: number): void {
    const lane = this.#lanes.get(request)
    if (!lane) return
    const spans = lane.spans.map((span, at) => (at === index ? { ...span, status } : span))
    const outcome = lane.outcome === 'answered' ? String(status) : lane.outcome
    this.#lanes.set(request, { ...lane, spans, outcome })
    this.#changed()
  }

  #flightStep({ t, step, why }: Trace): void {
    if (step === 'refresh' || step === 'restores') this.#take(t, why)
    if (marked.has(step))
      this.#marks = [...this.#marks.slice(1 - KEPT_MARKS), { at: t, title: step, reason: why }]
    const flight = this.#flight
    if (!flight) return
    const exchanges = flight.exchanges ?? []
    if (step === 'exchange') {
      const index = exchanges.length
      this.#setFlight({ ...flight, exchanges: [...exchanges, { start: t }] })
      this.#watch.expect({
        known: undefined,
        called: () => {},
        answered: (status) => this.#exchanged(flight.id, index, status),
      })
    } else {
      const isOpen = exchanges.at(-1)?.end === undefined
      const closed = exchanges.map((one, at) =>
        at === exchanges.length - 1 && isOpen ? { ...one, end: t } : one,
      )
      const outcome = step === 'refused' || step === 'granted' ? step : flight.outcome
      this.#setFlight({ ...flight, exchanges: closed, outcome })
    }
    if (step === 'unavailable' || step === 'adopted') this.#land(t, step)
    if (step === 'signedOut' || step === 'signedIn') this.#land(t, this.#flight?.outcome ?? 'ended')
  }

  #take(t: number, why: string): void {
    this.#land(t, 'ended')
    this.#count += 1
    this.#flight = {
      id: String(this.#count),
      title: `↻ ${this.#count}`,
      start: t,
      reason: why,
      exchanges: [],
    }
    this.#refreshes = [...this.#refreshes.slice(1 - KEPT_REFRESHES), this.#flight]
    for (const request of this.#waiting) {
      const lane = this.#lanes.get(request)
      const last = lane?.spans.at(-1)
      if (!lane || !last || last.reason === 'bodyIsRead') continue
      this.#lanes.set(request, {
        ...lane,
        spans: [...lane.spans.slice(0, -1), { ...last, refresh: this.#flight.title }],
      })
    }
  }

  #land(t: number, outcome: string): void {
    const flight = this.#flight
    if (!flight) return
    this.#setFlight({ ...flight, end: t, outcome })
    this.#landed = flight
    this.#flight = undefined
  }

  #setFlight(flight: TimelineRefresh): void {
    this.#flight = flight
    this.#refreshes = this.#refreshes.map((one) => (one.id === flight.id ? flight : one))
  }

  #exchanged(id: string, index: number, status: number): void {
    const set = (refresh: TimelineRefresh): TimelineRefresh => ({
      ...refresh,
      exchanges: refresh.exchanges?.map((one, at) => (at === index ? { ...one, status } : one)),
    })
    this.#refreshes = this.#refreshes.map((one) => (one.id === id ? set(one) : one))
    if (this.#flight?.id === id) this.#flight = set(this.#flight)
    this.#changed()
  }
}

const ended = (spans: readonly TimelineSpan[], end: number, refused: boolean): TimelineSpan[] =>
  spans.map((span, at) =>
    at === spans.length - 1 && span.end === undefined ? { ...span, end, ...(refused && { refused }) } : span,
  )

function outcomeOf(step: string, why: string, spans: readonly TimelineSpan[]): Partial<TimelineLane> {
  if (step !== 'answered') return { outcome: step, good: false }
  if (why !== 'reply') return { outcome: 'expired', good: false }
  const { status } = spans.at(-1) ?? {}
  return { outcome: status === undefined ? 'answered' : String(status) }
}
