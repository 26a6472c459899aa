import type { FetchAuth } from '../types.ts'
import { HostElement, languageOf, make, onLanguage, setAttribute, setText } from './element.ts'
import { logText } from './log.ts'
import { OtherTabs } from './other-tabs.ts'
import { type PanelParts, panelParts, type ViewName, views } from './panel-parts.ts'
import { Recorder, type TabRecord } from './recorder.ts'
import { shownValue } from './redact.ts'
import type { TimelineSteps } from './steps.ts'
import { isWord, type Say, timeOfDay, wordsFor } from './words.ts'

const nothing: TabRecord = { lanes: [], refreshes: [], marks: [], log: [] }

/**
 * `<authflight-devtools>`: set its property `auth`, and it shows the session, the events, and every request and refresh with its
 * reason, of this tab and of all others that have devtools. It listens from then on until it leaves the document.
 */
export class AuthflightDevtools extends HostElement {
  static readonly observedAttributes: readonly string[] = ['lang']

  #auth: FetchAuth | null = null
  #open = false
  #view: ViewName = 'timeline'
  #recorder: Recorder | undefined
  #others: OtherTabs | undefined
  #parts: PanelParts | undefined
  #say: Say = wordsFor('')
  #frame = 0
  #clock: ReturnType<typeof setInterval> | undefined
  #stop: () => void = () => {}
  /** What was drawn, so that the timeline gets another object only when something has changed. */
  #isNew = true
  #drawnEvents: unknown

  /** The client that it listens to. */
  get auth(): FetchAuth | null {
    return this.#auth
  }
  set auth(auth: FetchAuth | null) {
    if (auth === this.#auth) return
    this.#unwatch()
    this.#auth = auth
    if (this.isConnected) this.#watch()
  }

  /** Whether the panel is open, or only its button is there. */
  get open(): boolean {
    return this.#open
  }
  set open(open: boolean) {
    this.#open = open
    this.#draw()
  }

  connectedCallback(): void {
    // What was set before the element was defined is a plain property, which hides the accessor.
    for (const name of ['auth', 'open'] as const)
      if (Object.hasOwn(this, name)) {
        const value = this[name]
        Reflect.deleteProperty(this, name)
        Object.assign(this, { [name]: value })
      }
    this.#parts ??= this.#made()
    // A page that says nothing of light and dark looks light. The devtools look as the system does.
    const { colorScheme } = getComputedStyle(document.documentElement)
    this.#parts.panel.style.colorScheme = colorScheme === 'normal' ? 'light dark' : ''
    this.#parts.launch.style.colorScheme = this.#parts.panel.style.colorScheme
    this.#stop = onLanguage(() => this.#speak())
    this.#speak()
    this.#watch()
  }

  disconnectedCallback(): void {
    this.#stop()
    this.#unwatch()
    cancelAnimationFrame(this.#frame)
    clearInterval(this.#clock)
    this.#frame = 0
    this.#clock = undefined
  }

  attributeChangedCallback(): void {
    if (this.#parts) this.#speak()
  }

  /** The last 500 steps of all tabs as text, without any token. */
  text(): string {
    const say = this.#say
    return logText([
      { tab: say('thisTab'), log: this.#record().log },
      ...(this.#others?.tabs ?? []).map(({ number, record }) => ({
        tab: say('otherTab', { n: number }),
        log: record.log,
      })),
    ])
  }

  #made(): PanelParts {
    const parts = panelParts(this, {
      open: (isOpen) => {
        this.open = isOpen
        ;(isOpen ? parts.close : parts.launch).focus()
      },
      show: (view) => {
        this.#view = view
        parts.copyText.hidden = true
        setText(parts.copied, '')
        this.#isNew = true
        this.#draw()
      },
      copy: () => this.#copy(),
    })
    parts.timeline.addEventListener('clear', () => {
      this.#others?.clear()
      this.#recorder?.clear()
      this.#changed()
    })
    return parts
  }

  #watch(): void {
    const auth = this.#auth
    if (auth && !this.#recorder) {
      this.#recorder = new Recorder(auth, () => {
        this.#others?.publish()
        this.#changed()
      })
      this.#others = new OtherTabs(
        () => this.#record(),
        () => this.#changed(),
      )
    }
    this.#changed()
  }

  #unwatch(): void {
    this.#recorder?.stop()
    this.#others?.close()
    this.#recorder = undefined
    this.#others = undefined
  }

  #record(): TabRecord {
    return this.#recorder?.record ?? nothing
  }

  #speak(): void {
    const lang = languageOf(this)
    this.#say = wordsFor(lang)
    this.#drawnEvents = undefined
    this.#parts?.speak(this.#say, lang)
    this.#changed()
  }

  #changed(): void {
    this.#isNew = true
    if (this.#frame || !this.isConnected) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  #draw(): void {
    const parts = this.#parts
    if (!parts || !this.isConnected) return
    parts.launch.hidden = this.#open
    parts.panel.hidden = !this.#open
    const status = this.#auth?.session.status ?? 'signedOut'
    setAttribute(parts.launch, 'data-status', status)
    setAttribute(parts.launch, 'aria-expanded', String(this.#open))
    setAttribute(parts.now, 'data-status', status)
    if (!this.#open) {
      clearInterval(this.#clock)
      this.#clock = undefined
      return
    }
    // The seconds until the token's end.
    this.#clock ??= setInterval(() => this.#drawSession(), 1000)
    parts.noAuth.hidden = this.#auth !== null
    for (const name of views) {
      const { tab, view } = parts.panels[name]
      view.hidden = name !== this.#view
      setAttribute(tab, 'aria-selected', String(name === this.#view))
      tab.tabIndex = name === this.#view ? 0 : -1
    }
    this.#drawSession()
    if (this.#view === 'events') this.#drawEvents(parts)
    if (this.#view !== 'timeline' || !this.#isNew) return
    this.#isNew = false
    parts.timeline.steps = this.#steps()
  }

  #steps(): TimelineSteps {
    const others = this.#others?.tabs ?? []
    const own = this.#record()
    if (!others.length) return own
    const say = this.#say
    const named = ({ title, number }: { title: string; number: number }) =>
      say('otherTab', { n: number }) + (title ? ` · ${title}` : '')
    const of = <T extends object>(id: string, all: readonly T[]) =>
      all.map((one) => ({ ...one, tab: id, ...('id' in one && { id: `${id}/${one.id}` }) }))
    return {
      tabs: [{ id: '', title: say('thisTab') }, ...others.map((tab) => ({ id: tab.id, title: named(tab) }))],
      lanes: [...own.lanes, ...others.flatMap(({ id, record }) => of(id, record.lanes))],
      refreshes: [...own.refreshes, ...others.flatMap(({ id, record }) => of(id, record.refreshes))],
      marks: [...own.marks, ...others.flatMap(({ id, record }) => of(id, record.marks))],
    }
  }

  #drawSession(): void {
    const parts = this.#parts
    const auth = this.#auth
    if (!parts || !auth) return
    const say = this.#say
    const { status, accessExpiresAt, refreshExpiresAt, pending, signedIn } = auth.session
    const name = `status_${status}`
    const statusText = isWord(name) ? say(name) : status
    const access = this.#endText(accessExpiresAt)
    const isEnding = signedIn && accessExpiresAt !== null
    setText(parts.statusText, isEnding ? `${statusText} · ${say('accessEnds')} ${access}` : statusText)
    if (this.#view !== 'session') return
    setText(parts.values.status, statusText)
    setText(parts.values.accessEnds, access)
    setText(parts.values.refreshEnds, this.#endText(refreshExpiresAt))
    setText(parts.values.pending, String(pending))
    setText(parts.values.user, auth.user === null ? say('nobody') : jsonOf(auth.user))
    setText(parts.values.claims, auth.claims === null ? say('noClaims') : jsonOf(auth.claims))
  }

  #endText(at: number | null): string {
    if (at === null) return this.#say('unknownEnd')
    const left = at - Date.now()
    const seconds = Math.round(Math.abs(left) / 1000)
    const time =
      seconds < 600 ? this.#say('s', { n: seconds }) : this.#say('min', { n: Math.round(seconds / 60) })
    return this.#say(left >= 0 ? 'endsIn' : 'endedAgo', { time, clock: timeOfDay(at, 0) })
  }

  #drawEvents(parts: PanelParts): void {
    const told = this.#recorder?.told ?? []
    if (told === this.#drawnEvents) return
    this.#drawnEvents = told
    parts.noEvents.hidden = told.length > 0
    parts.events.replaceChildren(
      ...[...told]
        .reverse()
        .map(({ at, name, detail }) =>
          make('li', {}, make('time', {}, timeOfDay(at)), make('b', {}, name), make('span', {}, detail)),
        ),
    )
  }

  async #copy(): Promise<void> {
    const parts = this.#parts
    if (!parts) return
    const text = this.text()
    try {
      await navigator.clipboard.writeText(text)
      parts.copyText.hidden = true
      setText(parts.copied, this.#say('copied'))
    } catch {
      parts.copyText.value = text
      parts.copyText.hidden = false
      parts.copyText.select()
      setText(parts.copied, this.#say('notCopied'))
    }
  }
}

const jsonOf = (value: unknown) => JSON.stringify(shownValue(value), null, 2)
