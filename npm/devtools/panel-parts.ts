// The contents of the devtools, made once.
import { make, setAttribute, setText, shadowOf } from './element.ts'
import { panelStyles } from './styles.ts'
import type { AuthflightTimeline } from './timeline.ts'
import type { Say } from './words.ts'
import type { WordName } from './words-en.ts'

export const views = ['timeline', 'session', 'events'] as const
export type ViewName = (typeof views)[number]

export interface PanelParts {
  readonly launch: HTMLElement
  readonly panel: HTMLElement
  readonly close: HTMLElement
  /** The status beside the title. */
  readonly now: HTMLElement
  readonly statusText: HTMLElement
  readonly noAuth: HTMLElement
  readonly timeline: AuthflightTimeline
  readonly noEvents: HTMLElement
  readonly events: HTMLElement
  readonly values: Readonly<Record<Fact, HTMLElement>>
  readonly panels: Readonly<Record<ViewName, { readonly tab: HTMLElement; readonly view: HTMLElement }>>
  readonly copied: HTMLElement
  readonly copyText: HTMLTextAreaElement
  speak(say: Say, lang: string): void
}

interface Acts {
  open(isOpen: boolean): void
  show(view: ViewName): void
  copy(): void
}

const facts = ['status', 'accessEnds', 'refreshEnds', 'pending', 'user', 'claims'] as const
export type Fact = (typeof facts)[number]

export function panelParts(host: HTMLElement, acts: Acts): PanelParts {
  const named: [Element, WordName][] = []
  const labelled: [Element, WordName][] = []
  const button = (name: WordName, act: () => void) => {
    const element = make('button', { type: 'button', data: { act: name } })
    element.addEventListener('click', act)
    named.push([element, name])
    return element
  }

  const dot = () => make('span', { className: 'dot', aria: { hidden: 'true' } })
  const launch = make(
    'button',
    { type: 'button', className: 'launch', data: { act: 'open' } },
    dot(),
    'authflight',
  )
  labelled.push([launch, 'open'])
  launch.addEventListener('click', () => acts.open(true))

  const heading = make('h2')
  named.push([heading, 'title'])
  const statusText = make('span', { data: { part: 'status' } })
  const now = make('span', { className: 'now' }, dot(), statusText)
  const close = button('close', () => acts.open(false))
  const header = make(
    'header',
    {},
    heading,
    now,
    make('div', { className: 'acts' }, button('copy', acts.copy), close),
  )

  // Ids are the shadow's own.
  const tabs = make('div', { className: 'tabs', role: 'tablist' })
  labelled.push([tabs, 'parts'])
  const timeline = document.createElement('authflight-timeline') as AuthflightTimeline
  timeline.clock = true
  timeline.follow = 'latest'
  const noAuth = make('p', { className: 'note' })
  named.push([noAuth, 'noAuth'])
  const noEvents = make('p', { className: 'note' })
  named.push([noEvents, 'noEvents'])
  const events = make('ol', { data: { part: 'events' } })
  const list = make('dl', { data: { part: 'session' } })
  const values = Object.fromEntries(
    facts.map((fact) => {
      const term = make('dt')
      named.push([term, fact])
      const value = fact === 'user' || fact === 'claims' ? make('pre') : make('span')
      list.append(term, make('dd', { data: { part: fact } }, value))
      return [fact, value]
    }),
  ) as Record<Fact, HTMLElement>

  const contents: Record<ViewName, Node[]> = {
    timeline: [timeline],
    session: [list],
    events: [noEvents, events],
  }
  const panels = {} as Record<ViewName, { tab: HTMLElement; view: HTMLElement }>
  for (const [index, name] of views.entries()) {
    const tab = make('button', {
      type: 'button',
      role: 'tab',
      id: `tab-${name}`,
      aria: { controls: `view-${name}` },
      data: { act: name },
    })
    named.push([tab, name])
    tab.addEventListener('click', () => acts.show(name))
    tab.addEventListener('keydown', (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      if (!by) return
      event.preventDefault()
      const next = views[(index + by + views.length) % views.length] as ViewName
      acts.show(next)
      panels[next].tab.focus()
    })
    const view = make(
      'div',
      { className: 'view', role: 'tabpanel', id: `view-${name}`, aria: { labelledby: `tab-${name}` } },
      ...contents[name],
    )
    // What scrolls has to be reached with the keyboard. The timeline has its own stops.
    if (name !== 'timeline') view.tabIndex = 0
    tabs.append(tab)
    panels[name] = { tab, view }
  }

  const copied = make('p', { className: 'note', role: 'status' })
  const copyText = make('textarea', { readOnly: true, hidden: true, spellcheck: false })
  labelled.push([copyText, 'copyText'])
  const panel = make(
    'section',
    { className: 'panel' },
    header,
    copied,
    copyText,
    noAuth,
    tabs,
    ...views.map((name) => panels[name].view),
  )
  labelled.push([panel, 'title'])
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') acts.open(false)
  })

  shadowOf(host, panelStyles).append(launch, panel)
  return {
    launch,
    panel,
    close,
    now,
    statusText,
    noAuth,
    timeline,
    noEvents,
    events,
    values,
    panels,
    copied,
    copyText,
    speak: (say: Say, lang: string) => {
      for (const [element, name] of named) setText(element, say(name))
      for (const [element, name] of labelled) setAttribute(element, 'aria-label', say(name))
      timeline.lang = lang || 'en'
    },
  }
}
