// One row of the chart in the document.
import { make, setAttribute, setText } from './element.ts'
import type { Item, Row } from './rows.ts'
import type { TimelineView } from './steps.ts'
import type { Say } from './words.ts'

export const ROW_HEIGHT = 24

/** What a row is drawn with. */
export interface Frame {
  readonly view: TimelineView
  readonly now: number
  readonly say: Say
  /** The bar that Tab leads to. */
  readonly current: { readonly row: string; readonly item: string } | undefined
}

/** The item of a bar. */
const items = new WeakMap<Element, { readonly row: Row; readonly item: Item }>()
export const itemAt = (target: EventTarget | null): { row: Row; item: Item } | undefined =>
  target instanceof Element ? items.get(target) : undefined

const percent = (at: number, { from, to }: TimelineView) => ((at - from) / (to - from)) * 100

/** Places an element from one moment to another. What lies far outside is cut, as a browser cannot place it. */
export function place(element: HTMLElement, start: number, end: number, view: TimelineView): void {
  const left = Math.max(-5, Math.min(105, percent(start, view)))
  const right = Math.max(-5, Math.min(105, percent(end, view)))
  element.style.left = `${left}%`
  element.style.width = `${right - left}%`
}

export class RowView {
  readonly element: HTMLElement
  readonly #label = make('span', { className: 'label' })
  readonly #track = make('span', { className: 'track' })
  readonly #outcome = make('span', { className: 'outcome' })
  readonly #bars = new Map<string, HTMLElement>()

  constructor() {
    this.element = make(
      'div',
      { className: 'row', role: 'listitem' },
      this.#label,
      this.#track,
      this.#outcome,
    )
  }

  draw(row: Row, index: number, count: number, frame: Frame): void {
    const { say, view, now, current } = frame
    this.element.style.top = `${index * ROW_HEIGHT}px`
    setAttribute(this.element, 'data-kind', row.kind)
    setAttribute(this.element, 'aria-posinset', String(index + 1))
    setAttribute(this.element, 'aria-setsize', String(count))
    setText(this.#label, row.label(say))
    setText(this.#outcome, row.outcome(say))
    for (const cut of [this.#label, this.#outcome])
      if (cut.title !== cut.textContent) cut.title = cut.textContent ?? ''
    setAttribute(this.element, 'data-good', String(row.good ?? ''))
    const kept = new Set<string>()
    for (const item of row.items) {
      const end = item.end ?? now
      const isCurrent = current?.row === row.key && current.item === item.key
      if (!isCurrent && (item.start > view.to || end < view.from)) continue
      kept.add(item.key)
      const bar = this.#bar(item.key)
      items.set(bar, { row, item })
      setAttribute(bar, 'class', `bar ${item.kind}`)
      setAttribute(bar, 'data-refused', String(item.refused ?? false))
      setAttribute(bar, 'data-good', String(item.good ?? ''))
      setAttribute(bar, 'tabindex', isCurrent ? '0' : '-1')
      setAttribute(bar, 'aria-label', `${row.label(say)}${say('colon')}${item.words(say, now)}`)
      place(bar, item.start, end, view)
    }
    for (const [key, bar] of this.#bars)
      if (!kept.has(key)) {
        bar.remove()
        this.#bars.delete(key)
      }
  }

  #bar(key: string): HTMLElement {
    let bar = this.#bars.get(key)
    if (!bar) {
      bar = make('span', { role: 'img' })
      this.#bars.set(key, bar)
      this.#track.append(bar)
    }
    return bar
  }

  focus(item: string): void {
    this.#bars.get(item)?.focus({ preventScroll: true })
  }
}
