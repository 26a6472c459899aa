// What the tests' pages have as globals: the lab, and what a test leaves in a page for its next step.
import type { Auth } from '../../npm/types.ts'
import type { Client, Left, PlainError } from './fixtures/lab-client.js'

/** The fixtures that tests import in a page, by their addresses. */
interface Fixtures {
  '/fixtures/aborts.js': Left
  '/fixtures/bodies.js': Left
  '/fixtures/own-storages.js': Left
  '/fixtures/surface.js': Left
  '/fixtures/worker-session-page.js': Left
  '/package/index.js': typeof import('../../npm/index.ts')
  '/package/devtools.js': typeof import('../../npm/devtools.ts')
}

/** What harness/border.mjs has loaded: fixtures/border-*.js, which are not typed. */
type Border = Record<string, Left>

declare global {
  /** What a page offers to its tests: `fixtures/blank.js`, `fixtures/first-lines.js`, or one of `apps/`. */
  interface Lab {
    clients: { main: Client } & Record<string, Client>
    createAuth: typeof import('../../npm/index.ts').createAuth
    plain(error: unknown): PlainError
    import<Path extends string>(
      path: Path,
    ): Promise<Path extends keyof Fixtures ? Fixtures[Path] : Record<string, Left>>
    open(
      config: object,
      name?: string,
      create?: (config?: object) => Promise<Auth> | Auth,
    ): Promise<{ error?: PlainError }>

    /** What harness/border.mjs has loaded. */
    border: Border

    entries: Record<'index' | 'fetch' | 'slim', typeof import('../../npm/index.ts')>
    nextTask(): Promise<void>
    unhandled: string[]

    /** An application's. */
    auth: Auth
    attached: import('axios').AxiosInstance
    names: string[]
    login(username?: string): Promise<void>
    outcome: (asked: unknown) => Promise<Left>

    /** What a test leaves there for its next step; it alone knows what that is. */
    [left: string]: Left
  }

  var lab: Lab

  interface Window {
    lab: Lab
    /** What a test adds to the configuration and cannot send: functions and objects. */
    configured: object
    auth: Auth
    countInMemory(texts: string[]): number[]

    // What a test, or one of `apps/`, leaves there for its next step.
    counts: Left
    outcome: Left
    finalised: Left
    answers: Left
    asked: Left
    authFrom: Left
    before: Left
    changes: Left
    channels: Left
    config: Left
    crowded: Left
    cut: Left
    database: Left
    decide: Left
    failures: Left
    given: Left
    guard: Left
    guarded: Left
    heard: Left
    held: Left
    hold: Left
    release: Left
    journey: Left
    judging: Left
    leaving: Left
    ledAway: Left
    left: Left
    listening: Left
    loads: Left
    logins: Left
    mounted: Left
    navigate: Left
    own: Left
    play: Left
    ran: Left
    read: Left
    reads: Left
    real: Left
    reloaded: Left
    said: Left
    seen: Left
    sent: Left
    settled: Left
    shares: Left
    showPart: Left
    shown: Left
    signIn: Left
    signal: Left
    stream: Left
    told: Left
    unfinalised: Left
    upload: Left
    verdict: Left
    violations: Left
  }
  var countInMemory: Window['countInMemory']
  var axe: { run(root: string | Document, options: object): Promise<{ violations: Violation[] }> }
  interface Violation {
    id: string
    nodes: { target: string[]; html: string }[]
  }
  // The same, as pages name them.
  var before: Window['before']
  var leaving: Window['leaving']
  var settled: Window['settled']
  var mounted: Window['mounted']
  var auth: Auth
  var told: Window['told']
  var heard: Window['heard']
  var violations: Window['violations']
  var play: Window['play']

  /** What is found in a page, with what the tests read of the kinds of elements that they look for. */
  interface Found extends HTMLElement {
    readonly shadowRoot: ShadowRoot
    value: string
    href: string
    pathname: string
    disabled: boolean
    cells: HTMLTableCellElement[]
    requestClose(): void
    text(): string
    __vue_app__: unknown
    /** A timeline's. */
    steps: Left
    view: Left
    bare: boolean
    paused: boolean
    fit(follow: string): void
  }

  // What a page does not have fails the test that looks for it.
  interface ParentNode {
    querySelector<Kind extends Element = Found>(selectors: string): Kind
    querySelectorAll<Kind extends Element = Found>(selectors: string): NodeListOf<Kind>
  }
  interface JSON {
    parse(text: string | null | undefined): Left
  }
  interface PerformanceEntry {
    /** A layout shift's. */
    hadRecentInput: boolean
    value: number
  }
  interface RequestInit {
    duplex?: 'half'
  }
}

// An array of arguments is a tuple, so that its parts keep their types.
type Arguments = unknown[] | [unknown]
type Box = { x: number; y: number; width: number; height: number }

declare module '../../node_modules/playwright-core/types/types.js' {
  interface Page {
    evaluate<R, Given extends Arguments>(play: (given: Given) => R | Promise<R>, given: Given): Promise<R>
    waitForFunction<R, Given extends Arguments>(
      holds: (given: Given) => R | Promise<R>,
      given: Given,
      options?: { polling?: number | 'raf'; timeout?: number },
    ): Promise<unknown>
    $eval<R, Given>(
      selector: string,
      look: (found: Found, given: Given) => R,
      given?: Given,
    ): Promise<Awaited<R>>
    $$eval<R, Given>(
      selector: string,
      look: (found: Found[], given: Given) => R,
      given?: Given,
    ): Promise<Awaited<R>>
    textContent(selector: string): Promise<string>
    getAttribute(selector: string, name: string): Promise<string>
  }
  interface Locator {
    textContent(): Promise<string>
    getAttribute(name: string): Promise<string>
    boundingBox(): Promise<Box>
    evaluateAll<R>(look: (found: Found[]) => R): Promise<Awaited<R>>
  }
}
