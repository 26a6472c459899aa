// Which URL belongs to which request. The trace numbers requests and does not name them, but the client calls the page's fetch right
// after it has told `sent`. So the page's fetch is watched, and the two are paired where there is no doubt.
import { shownUrl } from './redact.ts'

/** A call of fetch, with nothing in it that could be a token. */
export interface FetchCall {
  readonly method: string
  readonly url: string
}

/** Gets the call that belongs to a sending, or the status that it was answered with. */
export interface Sending {
  /** The same request's call of before: a second sending has to be the same. */
  readonly known: FetchCall | undefined
  called(call: FetchCall): void
  answered(status: number): void
}

interface Pair {
  readonly sending: Sending
  readonly call: FetchCall
  status: number | undefined
  isSure: boolean
}

function callOf(input: RequestInfo | URL, init: RequestInit | undefined): FetchCall {
  const request = typeof input === 'object' && 'method' in input ? input : undefined
  const method = String(init?.method ?? request?.method ?? 'GET').toUpperCase()
  return { method, url: shownUrl(request ? request.url : String(input)) }
}

const isSame = (one: FetchCall, other: FetchCall) => one.method === other.method && one.url === other.url

/** Pairs the sendings of one client with calls of fetch. */
export class FetchWatch {
  /** Announced, and not called yet. */
  #expected: Sending[] = []
  /** Those of this task. */
  #pairs: Pair[] = []
  #isScheduled = false
  /** Whether several were announced before the first was called: then one that was not called shifts all others. */
  #isBurst = false

  /** The trace has announced a sending. The client calls fetch for it before this task is over, or not at all. */
  expect(sending: Sending): void {
    if (this.#expected.push(sending) > 1) this.#isBurst = true
    if (this.#isScheduled) return
    this.#isScheduled = true
    void Promise.resolve().then(() => this.#settle())
  }

  take(input: RequestInfo | URL, init: RequestInit | undefined, answer: Promise<Response>): void {
    const sending = this.#expected.shift()
    if (!sending) return
    const pair: Pair = { sending, call: callOf(input, init), status: undefined, isSure: false }
    this.#pairs.push(pair)
    const came = ({ status }: Response) => {
      pair.status = status
      if (pair.isSure) sending.answered(status)
    }
    // The platform's own `then`: a replaced fetch may have another. Who waits for the promise hears of its failure.
    if (answer instanceof Promise) void Promise.prototype.then.call(answer, came as never, () => {})
  }

  #settle(): void {
    const pairs = this.#pairs
    const isLost = this.#expected.length > 0 && this.#isBurst
    const isOther = pairs.some(({ sending: { known }, call }) => known && !isSame(known, call))
    this.#expected = []
    this.#pairs = []
    this.#isScheduled = false
    this.#isBurst = false
    if (isLost || isOther) return
    for (const pair of pairs) {
      pair.isSure = true
      pair.sending.called(pair.call)
      if (pair.status !== undefined) pair.sending.answered(pair.status)
    }
  }
}

const watches = new Set<FetchWatch>()
let original: typeof fetch | undefined

/** The page's fetch for its callers: the promise is fetch's own. */
const watched: typeof fetch = (input, init) => {
  const answer = (original as typeof fetch).call(globalThis, input, init)
  for (const watch of watches) {
    try {
      watch.take(input, init, answer)
    } catch {
      // A request must not fail because somebody looks on.
    }
  }
  return answer
}

/** Watches the page's fetch. Returns a function that stops this. */
export function watchFetch(watch: FetchWatch): () => void {
  watches.add(watch)
  if (!original && typeof globalThis.fetch === 'function') {
    original = globalThis.fetch
    globalThis.fetch = watched
  }
  return () => {
    watches.delete(watch)
    // Whoever has replaced it meanwhile calls this one, which then only passes calls on.
    if (watches.size || globalThis.fetch !== watched || !original) return
    globalThis.fetch = original
    original = undefined
  }
}
