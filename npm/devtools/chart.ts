// The chart: of all rows only those are in the document that can be seen, so that 500 requests cost no more than 20.
import { make, setText } from './element.ts'
import { type Frame, itemAt, place, ROW_HEIGHT, RowView } from './row-view.ts'
import { type Item, type Row, type Rows, rowsOf } from './rows.ts'
import type { TimelineSteps, TimelineView } from './steps.ts'
import { beginning, moved, showing, tickStep, ticks, zoomed } from './viewport.ts'
import { duration, type Say, timeOfDay } from './words.ts'

const BANDS = 200
/** The room for a tick's text, in px: a time of day is longer than a duration. */
const TICK = { clock: 90, duration: 60 }

/** What the chart asks of the element around it. */
export interface ChartHost {
  /** Draws in the next frame. */
  schedule(): void
  view(): TimelineView
  show(view: TimelineView): void
  /** Says why, of a bar. Null: nothing is pointed at. */
  tell(row: Row | null, item: Item | null): void
  zoomOut(): void
}

export class Chart {
  readonly element: HTMLElement
  readonly #axis = make('div', { className: 'axis', aria: { hidden: 'true' } })
  readonly #bands = make('div', { className: 'bands', aria: { hidden: 'true' } })
  readonly #list = make('div', { className: 'list', role: 'list' })
  readonly #inner = make('div', { className: 'inner' }, this.#bands, this.#list)
  readonly #scroll = make('div', { className: 'scroll' }, this.#inner)
  readonly #views = new Map<string, RowView>()
  readonly #host: ChartHost
  #rows: Rows = { rows: [], bands: [] }
  #of: TimelineSteps | undefined
  #current: { row: string; item: string } | undefined
  /** Where the pointer was when it was looked at last. */
  #pointer = ''
  #drag: { x: number; view: TimelineView } | undefined

  constructor(host: ChartHost) {
    this.#host = host
    this.element = make('div', { className: 'chart' }, this.#axis, this.#scroll)
    this.#scroll.addEventListener('scroll', () => this.#scrolled(), { passive: true })
    new ResizeObserver(() => host.schedule()).observe(this.#scroll)
    this.#scroll.addEventListener('keydown', (event) => this.#key(event))
    this.#scroll.addEventListener('focusin', (event) => this.#focused(event.target))
    this.#scroll.addEventListener('pointerover', (event) => this.#pointed(event))
    this.#scroll.addEventListener('pointerleave', () => host.tell(null, null))
    this.#scroll.addEventListener('wheel', (event) => this.#wheel(event), { passive: false })
    this.#scroll.addEventListener('pointerdown', (event) => this.#grab(event))
    this.#scroll.addEventListener('pointermove', (event) => this.#dragTo(event))
    for (const end of ['pointerup', 'pointercancel'] as const)
      this.#scroll.addEventListener(end, () => {
        this.#drag = undefined
      })
  }

  set label(text: string) {
    this.#list.setAttribute('aria-label', text)
  }

  draw(steps: TimelineSteps, view: TimelineView, now: number, say: Say, clock: boolean): void {
    if (this.#of !== steps) this.#rows = rowsOf(steps)
    this.#of = steps
    const { rows } = this.#rows
    // Read before anything is written: the browser would have to lay out the page in between.
    const { scrollTop, clientHeight } = this.#scroll
    const { clientWidth } = this.#axis
    this.#inner.style.height = `${rows.length * ROW_HEIGHT}px`
    this.#drawAxis(view, clientWidth, beginning(steps), say, clock)
    this.#drawBands(view, now)
    const first = Math.floor(scrollTop / ROW_HEIGHT)
    const last = Math.ceil((scrollTop + clientHeight) / ROW_HEIGHT)
    this.#settleCurrent(first)
    const seen = new Set<string>()
    const frame: Frame = { view, now, say, current: this.#current }
    for (const [index, row] of rows.entries()) {
      // The row that has the focus stays in the document: the focus would be lost with it.
      if ((index < first || index >= last) && row.key !== this.#current?.row) continue
      seen.add(row.key)
      this.#viewOf(row.key).draw(row, index, rows.length, frame)
    }
    for (const [key, shown] of this.#views)
      if (!seen.has(key)) {
        shown.element.remove()
        this.#views.delete(key)
      }
  }

  #viewOf(key: string): RowView {
    let shown = this.#views.get(key)
    if (!shown) {
      shown = new RowView()
      this.#views.set(key, shown)
      this.#list.append(shown.element)
    }
    return shown
  }

  /** One bar is always to be reached with Tab. */
  #settleCurrent(first: number): void {
    const { rows } = this.#rows
    const row = rows.find(({ key }) => key === this.#current?.row)
    if (row?.items.some(({ key }) => key === this.#current?.item)) return
    const next = rows.slice(first).find(({ items }) => items.length) ?? rows.find(({ items }) => items.length)
    const item = next?.items[0]
    this.#current = next && item && { row: next.key, item: item.key }
  }

  #drawAxis(view: TimelineView, width: number, origin: number, say: Say, clock: boolean): void {
    const most = Math.max(2, Math.floor(width / TICK[clock ? 'clock' : 'duration']))
    const step = tickStep(view, most)
    const shown = ticks(view, clock ? 0 : origin, most)
    while (this.#axis.childElementCount > shown.length) this.#axis.lastElementChild?.remove()
    while (this.#axis.childElementCount < shown.length) this.#axis.append(make('span'))
    for (const [index, at] of shown.entries()) {
      const tick = this.#axis.children[index] as HTMLElement
      const digits = step >= 1000 ? 0 : step >= 100 ? 1 : 3
      setText(tick, clock ? timeOfDay(at, digits) : duration(say, at - origin))
      place(tick, at, view.to, view)
    }
  }

  #drawBands(view: TimelineView, now: number): void {
    const { bands } = this.#rows
    const shown = bands
      .filter(({ refresh }) => refresh.start <= view.to && (refresh.end ?? now) >= view.from)
      .slice(-BANDS)
    while (this.#bands.childElementCount > shown.length) this.#bands.lastElementChild?.remove()
    while (this.#bands.childElementCount < shown.length) this.#bands.append(make('i'))
    for (const [index, { refresh, first, last }] of shown.entries()) {
      const band = this.#bands.children[index] as HTMLElement
      band.style.top = `${first * ROW_HEIGHT}px`
      band.style.height = `${(last - first) * ROW_HEIGHT}px`
      place(band, refresh.start, refresh.end ?? now, view)
    }
  }

  #scrolled(): void {
    this.#pointer = ''
    this.#host.schedule()
  }

  #pointed({ target, clientX, clientY }: PointerEvent): void {
    // A bar that is drawn below a resting pointer is not pointed at: what the reader has focused goes on being told.
    const pointer = `${clientX},${clientY}`
    if (pointer === this.#pointer) return
    this.#pointer = pointer
    const found = itemAt(target)
    if (found) this.#host.tell(found.row, found.item)
  }

  #focused(target: EventTarget | null): void {
    const found = itemAt(target)
    if (!found) return
    this.#current = { row: found.row.key, item: found.item.key }
    this.#host.tell(found.row, found.item)
    this.#host.schedule()
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { key, shiftKey } = event
    const steps: Record<string, () => void> = {
      ArrowUp: () => this.#toRow(-1),
      ArrowDown: () => this.#toRow(1),
      PageUp: () => this.#toRow(-10),
      PageDown: () => this.#toRow(10),
      Home: () => this.#toRow(Number.NEGATIVE_INFINITY),
      End: () => this.#toRow(Number.POSITIVE_INFINITY),
      ArrowLeft: () => (shiftKey ? this.#host.show(moved(this.#host.view(), -0.2)) : this.#toItem(-1)),
      ArrowRight: () => (shiftKey ? this.#host.show(moved(this.#host.view(), 0.2)) : this.#toItem(1)),
      '+': () => this.#host.show(zoomed(this.#host.view(), 0.5, this.#middle())),
      '=': () => this.#host.show(zoomed(this.#host.view(), 0.5, this.#middle())),
      '-': () => this.#host.show(zoomed(this.#host.view(), 2, this.#middle())),
      '0': () => this.#host.zoomOut(),
    }
    const act = Object.hasOwn(steps, key) ? steps[key] : undefined
    if (!act) return
    event.preventDefault()
    act()
  }

  #found(): { row: Row; index: number; item: Item; at: number } | undefined {
    const { rows } = this.#rows
    const index = rows.findIndex(({ key }) => key === this.#current?.row)
    const row = rows[index]
    const at = row?.items.findIndex(({ key }) => key === this.#current?.item) ?? -1
    const item = row?.items[at]
    return row && item && { row, index, item, at }
  }

  /** The middle of the current bar: what one looks at stays in its place. */
  #middle(): number | undefined {
    const { from, to } = this.#host.view()
    const found = this.#found()
    const middle = found && (found.item.start + (found.item.end ?? to)) / 2
    return middle !== undefined && middle > from && middle < to ? middle : undefined
  }

  #toRow(by: number): void {
    const { rows } = this.#rows
    const reachable = rows.filter(({ items }) => items.length)
    const at = reachable.findIndex(({ key }) => key === this.#current?.row)
    const row = reachable[Math.max(0, Math.min(reachable.length - 1, at + by))]
    const current = this.#found()?.item
    if (!row || !current) return
    // The bar that is nearest in time.
    const far = (item: Item) => Math.abs(item.start - current.start)
    const nearest = [...row.items].sort((one, other) => far(one) - far(other))[0]
    if (nearest) this.#go(row, nearest)
  }

  #toItem(by: number): void {
    const found = this.#found()
    const item = found?.row.items[found.at + by]
    if (found && item) this.#go(found.row, item)
  }

  #go(row: Row, item: Item): void {
    this.#current = { row: row.key, item: item.key }
    const top = this.#rows.rows.indexOf(row) * ROW_HEIGHT
    const { scrollTop, clientHeight } = this.#scroll
    if (top < scrollTop) this.#scroll.scrollTop = top
    else if (top + ROW_HEIGHT > scrollTop + clientHeight)
      this.#scroll.scrollTop = top + ROW_HEIGHT - clientHeight
    const view = this.#host.view()
    const shown = showing(view, item.start, item.end ?? view.to)
    if (shown !== view) this.#host.show(shown)
    this.#wantsFocus = true
    this.#host.schedule()
  }

  #wantsFocus = false

  /** The focus follows the drawing, as the bar may be in the document only then. */
  afterDraw(): void {
    if (!this.#wantsFocus || !this.#current) return
    this.#wantsFocus = false
    this.#views.get(this.#current.row)?.focus(this.#current.item)
  }

  #momentAt(x: number): number {
    const { left, width } = this.#bands.getBoundingClientRect()
    const { from, to } = this.#host.view()
    return from + ((x - left) / (width || 1)) * (to - from)
  }

  #wheel(event: WheelEvent): void {
    if (event.ctrlKey) {
      event.preventDefault()
      this.#host.show(zoomed(this.#host.view(), event.deltaY > 0 ? 1.25 : 0.8, this.#momentAt(event.clientX)))
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault()
      this.#host.show(moved(this.#host.view(), event.deltaX / (this.#bands.clientWidth || 1)))
    }
  }

  #grab(event: PointerEvent): void {
    if (event.button === 0 && event.pointerType === 'mouse')
      this.#drag = { x: event.clientX, view: this.#host.view() }
  }

  #dragTo(event: PointerEvent): void {
    this.#pointer = `${event.clientX},${event.clientY}`
    if (!this.#drag || event.buttons !== 1) return
    const by = event.clientX - this.#drag.x
    if (Math.abs(by) < 4) return
    this.#host.show(moved(this.#drag.view, -by / (this.#bands.clientWidth || 1)))
  }
}
