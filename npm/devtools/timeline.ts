import { Chart } from './chart.ts'
import {
  HostElement,
  languageOf,
  make,
  onLanguage,
  setAttribute,
  setText,
  shadowOf,
  upgrade,
} from './element.ts'
import type { Item, Row } from './rows.ts'
import { StepTable } from './step-table.ts'
import type { TimelineSteps, TimelineView } from './steps.ts'
import { timelineStyles } from './styles.ts'
import { extent, isRunning, latest, withRoom, zoomed } from './viewport.ts'
import { type Say, wordsFor } from './words.ts'
import type { WordName } from './words-en.ts'

const nothing: TimelineSteps = { lanes: [] }

/** How often what is under way grows where motion is not wanted, in ms. */
const CALM = 500
/** How often what is under way grows, in ms: in between, the application's own frames have the time. */
const PACE = 45
/** How often news are drawn, in ms: of a hundred requests a second nobody reads each. The first is drawn at once. */
const NEWS = 150
/** When nothing has come for so long, the steps are fitted into the whole width, in ms. */
const SETTLED = 400

/** Which stretch is shown while nobody has zoomed: all there is, or what has happened since the last gap. */
export type TimelineFollow = 'all' | 'latest'

/** What the timeline tells, as `CustomEvent`s. */
export interface TimelineEvents {
  /** The stretch that is shown was changed by the reader. Null: it follows the steps again. */
  viewchange: CustomEvent<TimelineView | null>
  /** The reader wants the steps to be forgotten. The timeline shows none until it is given others. */
  clear: CustomEvent<null>
}

/**
 * `<authflight-timeline>`: draws the steps that its property `steps` is set to. Set it to another object when something has changed.
 * Two of them share a time axis if each gets the other's `view` at `viewchange`; or put both into one, as two `tabs`.
 */
export class AuthflightTimeline extends HostElement {
  static readonly observedAttributes: readonly string[] = ['lang', 'bare']

  #steps: TimelineSteps = nothing
  /** What is shown while it is paused. */
  #frozen: { steps: TimelineSteps; now: number } | undefined
  #view: TimelineView | null = null
  #follow: TimelineFollow = 'all'
  #clock = false
  #table = false
  #told: { row: Row; item: Item } | null = null
  #parts: Parts | undefined
  #say: Say = wordsFor('')
  #frame = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  /** When it was drawn, and whether what is to be drawn may wait for its turn. */
  #drawnAt = Number.NEGATIVE_INFINITY
  #canWait = true
  #newsAt = Number.NEGATIVE_INFINITY
  #hasNews = false
  /** The view that has room for steps to come, while some do; paused, the last one, until the reader wants another. */
  #roomy: TimelineView | undefined
  #stop: () => void = () => {}

  /** What is drawn. */
  get steps(): TimelineSteps {
    return this.#steps
  }
  set steps(steps: TimelineSteps) {
    this.#steps = steps
    this.#newsAt = performance.now()
    this.#hasNews = true
    this.#soon()
  }

  /** The stretch that is shown; null while it follows the steps. Setting it tells nobody. */
  get view(): TimelineView | null {
    return this.#view
  }
  set view(view: TimelineView | null) {
    this.#view = view
    this.#roomy = undefined
    this.#schedule()
  }

  /** Default `all`. */
  get follow(): TimelineFollow {
    return this.#follow
  }
  set follow(follow: TimelineFollow) {
    this.#follow = follow
    this.#roomy = undefined
    this.#schedule()
  }

  /** Whether times are times of day. Default false: they are counted from the first step. */
  get clock(): boolean {
    return this.#clock
  }
  set clock(clock: boolean) {
    this.#clock = clock
    this.#schedule()
  }

  /** Whether the drawing stands still while steps go on. */
  get paused(): boolean {
    return this.#frozen !== undefined
  }
  set paused(paused: boolean) {
    this.#frozen = paused ? (this.#frozen ?? { steps: this.#steps, now: this.#now() }) : undefined
    this.#schedule()
  }

  /** Whether a table is shown in place of the chart. */
  get table(): boolean {
    return this.#table
  }
  set table(table: boolean) {
    this.#table = table
    this.#schedule()
  }

  /** Whether there are no buttons, for a page that has its own. The attribute is `bare`. */
  get bare(): boolean {
    return this.hasAttribute('bare')
  }
  set bare(bare: boolean) {
    this.toggleAttribute('bare', bare)
  }

  /** Shows all steps, or the latest, and follows them again. */
  fit(follow: TimelineFollow = this.#follow): void {
    this.follow = follow
    this.#show(null)
  }

  connectedCallback(): void {
    upgrade<AuthflightTimeline>(this, ['steps', 'view', 'follow', 'clock', 'paused', 'table', 'bare'])
    this.#parts ??= partsOf(this, {
      pause: () => {
        this.paused = !this.paused
      },
      clear: () => this.#clear(),
      zoom: (factor) => this.#show(zoomed(this.#shown(), factor)),
      fit: (follow) => this.fit(follow),
      table: () => {
        this.table = !this.table
      },
      schedule: () => this.#schedule(),
      view: () => this.#shown(),
      show: (view) => this.#show(view),
      tell: (row, item) => {
        this.#told = row && item ? { row, item } : null
        this.#schedule()
      },
    })
    this.#stop = onLanguage(() => this.#speak())
    this.#speak()
  }

  disconnectedCallback(): void {
    this.#stop()
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
    this.#frame = 0
  }

  attributeChangedCallback(): void {
    if (this.#parts) this.#speak()
  }

  #speak(): void {
    this.#say = wordsFor(languageOf(this))
    this.#parts?.speak(this.#say)
    this.#schedule()
  }

  #now(): number {
    return this.#steps.now ?? Date.now()
  }

  /** What is drawn, and which moment it is there. */
  #moment(): { steps: TimelineSteps; now: number } {
    return this.#frozen ?? { steps: this.#steps, now: this.#now() }
  }

  #shown(): TimelineView {
    if (this.#view) return this.#view
    const { steps, now } = this.#moment()
    const view = (this.#follow === 'latest' ? latest : extent)(steps, now)
    // What is paused stands still.
    if (!this.#frozen) this.#roomy = this.#grows() ? withRoom(view, this.#roomy) : undefined
    return this.#roomy ?? view
  }

  /** Whether more is to come: something is under way, or was a moment ago. */
  #grows(): boolean {
    if (this.#frozen || this.#steps.now !== undefined) return false
    return isRunning(this.#steps) || performance.now() - this.#newsAt < SETTLED
  }

  #show(view: TimelineView | null): void {
    this.view = view
    this.dispatchEvent(new CustomEvent('viewchange', { detail: view }))
  }

  #clear(): void {
    this.#frozen = undefined
    this.#told = null
    this.steps = { ...nothing, tabs: this.#steps.tabs }
    this.#show(null)
    this.dispatchEvent(new CustomEvent('clear', { detail: null }))
  }

  /** Draws in the next frame: what the reader does is seen at once. */
  #schedule(): void {
    this.#canWait = false
    this.#soon()
  }

  /** Draws in one of the next frames. */
  #soon(): void {
    if (this.#frame || !this.isConnected || !this.#parts) return
    this.#frame = requestAnimationFrame((time) => {
      this.#frame = 0
      if (this.#canWait && time - this.#drawnAt < (this.#hasNews ? NEWS : PACE)) {
        this.#soon()
        return
      }
      this.#canWait = true
      this.#hasNews = false
      this.#drawnAt = time
      this.#draw()
    })
  }

  #draw(): void {
    const parts = this.#parts
    if (!parts) return
    const { steps, now } = this.#moment()
    const say = this.#say
    const isEmpty = steps.lanes.length + (steps.refreshes?.length ?? 0) + (steps.marks?.length ?? 0) === 0
    parts.empty.hidden = !isEmpty
    parts.chart.element.hidden = isEmpty || this.#table
    parts.legend.hidden = isEmpty || this.#table
    parts.why.hidden = isEmpty || this.#table
    parts.table.element.hidden = isEmpty || !this.#table
    parts.tools.hidden = this.bare
    parts.press(this.paused, this.#table, say)
    if (!isEmpty && this.#table) parts.table.draw(steps, now, say, this.#clock)
    if (!isEmpty && !this.#table) {
      parts.chart.draw(steps, this.#shown(), now, say, this.#clock)
      parts.chart.afterDraw()
      this.#drawWhy(parts, now)
    }
    clearTimeout(this.#timer)
    if (!this.#grows()) return
    const after = (time: number) => {
      this.#timer = setTimeout(() => this.#schedule(), time)
    }
    if (!isRunning(steps)) after(SETTLED)
    else if (matchMedia('(prefers-reduced-motion: reduce)').matches) after(CALM)
    else this.#soon()
  }

  #drawWhy(parts: Parts, now: number): void {
    const told = this.#told
    const label = told ? told.row.label(this.#say) : ''
    const text = told ? told.item.words(this.#say, now) : this.#say('hint')
    setText(parts.whyLabel, label ? label + this.#say('colon') : '')
    setText(parts.whyText, text)
  }
}

interface Acts {
  pause(): void
  clear(): void
  zoom(factor: number): void
  fit(follow: TimelineFollow): void
  table(): void
  schedule(): void
  view(): TimelineView
  show(view: TimelineView): void
  tell(row: Row | null, item: Item | null): void
}

type Parts = ReturnType<typeof partsOf>

const legendKinds: readonly [className: string, name: WordName][] = [
  ['sent', 'legendSent'],
  ['waits', 'legendWaits'],
  ['replayed', 'legendReplayed'],
  ['refresh', 'legendRefresh'],
  ['tick', 'legendRefused'],
]

/** The element's contents, made once. */
function partsOf(host: HTMLElement, acts: Acts) {
  const named: [Element, WordName][] = []
  const button = (name: WordName, act: () => void, sign?: string) => {
    const element = make('button', { type: 'button', data: { act: name } })
    element.addEventListener('click', act)
    if (sign) {
      element.textContent = sign
      labelled.push([element, name])
    } else named.push([element, name])
    return element
  }
  const labelled: [Element, WordName][] = []
  const pause = button('pause', acts.pause)
  const table = button('table', acts.table)
  const tools = make(
    'div',
    { className: 'tools', role: 'group' },
    pause,
    button('clear', acts.clear),
    button('zoomOut', () => acts.zoom(2), '−'),
    button('zoomIn', () => acts.zoom(0.5), '+'),
    button('all', () => acts.fit('all')),
    button('latest', () => acts.fit('latest')),
    table,
  )
  labelled.push([tools, 'tools'])
  const legend = make('ul', { className: 'legend' })
  for (const [className, name] of legendKinds) {
    const text = make('span')
    named.push([text, name])
    legend.append(make('li', {}, make('i', { className, aria: { hidden: 'true' } }), text))
  }
  const empty = make('p', { className: 'empty' })
  named.push([empty, 'empty'])
  const chart = new Chart({
    schedule: acts.schedule,
    view: acts.view,
    show: acts.show,
    tell: acts.tell,
    zoomOut: () => acts.fit('all'),
  })
  const stepTable = new StepTable(acts.schedule)
  const whyLabel = make('b')
  const whyText = make('span')
  const why = make('p', { className: 'why' }, whyLabel, whyText)
  const whole = make(
    'div',
    { className: 'timeline' },
    tools,
    legend,
    empty,
    chart.element,
    why,
    stepTable.element,
  )
  shadowOf(host, timelineStyles).append(whole)
  return {
    chart,
    table: stepTable,
    tools,
    legend,
    empty,
    why,
    whyLabel,
    whyText,
    speak: (say: Say) => {
      for (const [element, name] of named) setText(element, say(name))
      for (const [element, name] of labelled) {
        setAttribute(element, 'aria-label', say(name))
        if (element instanceof HTMLButtonElement) element.title = say(name)
      }
      chart.label = say('timeline')
    },
    press: (isPaused: boolean, isTable: boolean, say: Say) => {
      setAttribute(pause, 'aria-pressed', String(isPaused))
      setAttribute(table, 'aria-pressed', String(isTable))
      setText(pause, say('pause'))
    },
  }
}
