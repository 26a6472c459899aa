// The other tabs of the application that have devtools, too. They tell each other their steps on a channel of their own. There is no
// token in what they say: it is what each of them shows.
import { KEPT_STEPS } from './log.ts'
import type { TabRecord } from './recorder.ts'
import { withoutSecrets } from './redact.ts'

const CHANNEL = 'authflight-devtools'
const VERSION = 1
/** How long steps are gathered before they are told, in ms. */
const GATHER = 100
const KEPT_LANES = 500
const KEPT = 200

const nothing: TabRecord = { lanes: [], refreshes: [], marks: [], log: [] }

/** Another tab. */
export interface OtherTab {
  readonly id: string
  /** In the order in which they came, from 2. */
  readonly number: number
  readonly title: string
  readonly record: TabRecord
}

type Message =
  | { readonly version: number; readonly from: string; readonly kind: 'hello' | 'bye' | 'clear' }
  | {
      readonly version: number
      readonly from: string
      readonly kind: 'steps'
      readonly title: string
      readonly record: TabRecord
    }

/** Another release may say something else: it is not listened to. */
function isMessage(data: unknown): data is Message {
  if (typeof data !== 'object' || data === null) return false
  const { version, from, kind, record } = data as Record<string, unknown>
  if (version !== VERSION || typeof from !== 'string') return false
  if (kind !== 'steps') return kind === 'hello' || kind === 'bye' || kind === 'clear'
  const lists = ['lanes', 'refreshes', 'marks', 'log'] as const
  return (
    typeof record === 'object' &&
    record !== null &&
    lists.every((name) => Array.isArray((record as TabRecord)[name]))
  )
}

const byId = <T extends { readonly id: string | number }>(
  known: readonly T[],
  news: readonly T[],
  kept: number,
): T[] => {
  const all = new Map(known.map((one) => [one.id, one]))
  for (const one of news) all.set(one.id, one)
  return [...all.values()].slice(-kept)
}

export class OtherTabs {
  readonly #id = Math.random().toString(36).slice(2)
  readonly #channel: BroadcastChannel | undefined
  readonly #own: () => TabRecord
  readonly #changed: () => void
  readonly #tabs: Map<string, OtherTab> = new Map()
  /** What the others know. */
  #told: WeakSet<object> = new WeakSet()
  #timer: ReturnType<typeof setTimeout> | undefined
  #count = 1
  readonly #leave = (): void => this.#say({ kind: 'bye' })
  readonly #comeBack = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) this.#say({ kind: 'hello' })
  }

  constructor(own: () => TabRecord, changed: () => void) {
    this.#own = own
    this.#changed = changed
    if (typeof BroadcastChannel !== 'function') return
    this.#channel = new BroadcastChannel(CHANNEL)
    this.#channel.addEventListener('message', ({ data }) => {
      if (isMessage(data) && data.from !== this.#id) this.#hear(data)
    })
    addEventListener('pagehide', this.#leave)
    addEventListener('pageshow', this.#comeBack)
    this.#say({ kind: 'hello' })
  }

  get tabs(): readonly OtherTab[] {
    return [...this.#tabs.values()]
  }

  close(): void {
    this.#leave()
    clearTimeout(this.#timer)
    removeEventListener('pagehide', this.#leave)
    removeEventListener('pageshow', this.#comeBack)
    this.#channel?.close()
  }

  /** Tells the others what is new, soon. Nothing is told while there is nobody. */
  publish(): void {
    if (!this.#tabs.size) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#tellSteps()
    }, GATHER)
  }

  /** The steps are forgotten here, also the others'; they keep theirs. */
  clear(): void {
    for (const tab of this.#tabs.values()) this.#tabs.set(tab.id, { ...tab, record: nothing })
    this.#say({ kind: 'clear' })
  }

  #say(
    message: { kind: 'hello' | 'bye' | 'clear' } | { kind: 'steps'; title: string; record: TabRecord },
  ): void {
    try {
      this.#channel?.postMessage({ version: VERSION, from: this.#id, ...message })
    } catch {
      // It is closed.
    }
  }

  #tellSteps(): void {
    const own = this.#own()
    const isNew = (one: object) => {
      if (this.#told.has(one)) return false
      this.#told.add(one)
      return true
    }
    const record: TabRecord = {
      lanes: own.lanes.filter(isNew),
      refreshes: own.refreshes.filter(isNew),
      marks: own.marks.filter(isNew),
      log: own.log.filter(isNew),
    }
    this.#say({ kind: 'steps', title: withoutSecrets(document.title).slice(0, 60), record })
  }

  #hear(message: Message): void {
    const { from, kind } = message
    if (kind === 'bye') this.#tabs.delete(from)
    else {
      const known = this.#tabs.get(from)
      let tab = known
      if (!tab) {
        this.#count += 1
        tab = { id: from, number: this.#count, title: '', record: nothing }
      }
      if (kind === 'clear') tab = { ...tab, record: nothing }
      if (kind === 'steps')
        tab = { ...tab, title: String(message.title), record: merged(tab.record, message.record) }
      this.#tabs.set(from, tab)
      // Who is new knows nothing yet.
      if (kind === 'hello' || !known) {
        this.#told = new WeakSet()
        this.#tellSteps()
      }
    }
    this.#changed()
  }
}

/** Who is told everything once more would have the old ones twice. */
function appended<T>(known: readonly T[], news: readonly T[], kept: number): T[] {
  const texts = new Set(known.map((one) => JSON.stringify(one)))
  return [...known, ...news.filter((one) => !texts.has(JSON.stringify(one)))].slice(-kept)
}

const merged = (known: TabRecord, news: TabRecord): TabRecord => ({
  lanes: byId(known.lanes, news.lanes, KEPT_LANES),
  refreshes: byId(known.refreshes, news.refreshes, KEPT),
  marks: appended(known.marks, news.marks, KEPT),
  log: byId(known.log, news.log, KEPT_STEPS),
})
