// The same data as a table, in pages: a table that scrolls would have to have all its rows in the document.
import { make, setText } from './element.ts'
import { type Entry, entriesOf } from './rows.ts'
import type { TimelineSteps } from './steps.ts'
import { beginning } from './viewport.ts'
import { duration, type Say, timeOfDay } from './words.ts'

const PAGE = 20

export class StepTable {
  readonly element: HTMLElement
  readonly #head = make('tr')
  readonly #body = make('tbody')
  readonly #caption = make('caption')
  readonly #newer = make('button', { type: 'button' })
  readonly #older = make('button', { type: 'button' })
  readonly #where = make('span', { className: 'where' })
  #page = 0
  #drawn: readonly unknown[] = []

  constructor(schedule: () => void) {
    const table = make('table', {}, this.#caption, make('thead', {}, this.#head), this.#body)
    const scroll = make('div', { className: 'table-scroll', tabIndex: 0, role: 'group' }, table)
    const pager = make('div', { className: 'pager' }, this.#newer, this.#where, this.#older)
    this.element = make('div', { className: 'table' }, scroll, pager)
    const turn = (by: number) => {
      this.#page += by
      schedule()
    }
    this.#newer.addEventListener('click', () => turn(-1))
    this.#older.addEventListener('click', () => turn(1))
  }

  draw(steps: TimelineSteps, now: number, say: Say, clock: boolean): void {
    const entries = entriesOf(steps, say, now)
    const pages = Math.max(1, Math.ceil(entries.length / PAGE))
    this.#page = Math.max(0, Math.min(this.#page, pages - 1))
    const drawn = [steps, say, this.#page, entries.some(({ end }) => end === undefined) ? now : 0]
    if (drawn.every((value, index) => value === this.#drawn[index])) return
    this.#drawn = drawn
    const from = this.#page * PAGE
    const shown = entries.slice(from, from + PAGE)
    const hasTabs = (steps.tabs?.filter(({ title }) => title).length ?? 0) > 1
    setText(this.#caption, say('table'))
    this.element.firstElementChild?.setAttribute('aria-label', say('table'))
    const titles = [
      ...(hasTabs ? [say('columnTab')] : []),
      say('columnWhat'),
      say('columnOutcome'),
      say('columnStart'),
      say('columnTook'),
      say('columnWhy'),
    ]
    this.#head.replaceChildren(...titles.map((title) => make('th', { scope: 'col' }, title)))
    const origin = beginning(steps)
    this.#body.replaceChildren(
      ...shown.map((entry) => {
        const began = clock ? timeOfDay(entry.start) : duration(say, entry.start - origin)
        return rowOf(entry, hasTabs, began, duration(say, (entry.end ?? now) - entry.start))
      }),
    )
    setText(this.#newer, say('newer'))
    setText(this.#older, say('older'))
    this.#newer.disabled = this.#page === 0
    this.#older.disabled = this.#page === pages - 1
    const values = { from: shown.length ? from + 1 : 0, to: from + shown.length, of: entries.length }
    setText(this.#where, say('page', values))
  }
}

function rowOf(entry: Entry, hasTabs: boolean, began: string, took: string): HTMLElement {
  const what = make('th', { scope: 'row' }, entry.what)
  const outcome = make('td', { data: { good: String(entry.good ?? '') } }, entry.outcome)
  const cells = [what, outcome, ...[began, took, entry.words].map((text) => make('td', {}, text))]
  if (hasTabs) cells.unshift(make('td', {}, entry.tab))
  return make('tr', {}, ...cells)
}
