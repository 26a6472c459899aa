/** The requests that the page has fired and the refreshes they met, as `trace` tells of them. */

/**
 * @typedef {{ at: number, calls: Call[], flights: Flight[], done: boolean }} Batch
 * @typedef {{ t: number, step: string, why: string }} Mark
 * @typedef {{ from: number, to: number | null }} Stretch
 */
/**
 * The reply's status, or the error's code. `refused`: the reply says "expired", whatever its status.
 * @typedef {{ t: number, refused: boolean, status?: number, code?: string }} Outcome
 */
/**
 * @typedef {{ url: string, init?: RequestInit }} Request
 * @typedef {{ batch: Batch, number: number, request: Request, marks: Mark[], outcome: Outcome | null }} Call
 */
/**
 * A refresh with all its attempts.
 * @typedef {Stretch & { exchanges: Stretch[], callers: Set<Call>, result: string | null }} Flight
 */
/** Without a batch all are gone. @typedef {(batch?: Batch, call?: Call) => void} Listener */
/** @typedef {ReturnType<typeof watchCalls>} Calls */

const KEPT = 4

/** Whether the mark says that a reply refused the token. */
export const isRefusal = (/** @type {Mark} */ { step, why }) =>
  (step === 'waits' && why === 'expired') || why === 'lateExpiry' || (step === 'answered' && why !== 'reply')

export function watchCalls(/** @type {import('./client.js').Client} */ client) {
  /** @type {Batch[]} */
  const batches = []
  /** Fired and not in the trace yet. The trace meets requests in the order in which they were made. @type {Call[]} */
  const unmet = []
  /** @type {Map<number, Call | undefined>} */
  const met = new Map()
  /** @type {Set<Call>} */
  const waiting = new Set()
  /** @type {Set<Listener>} */
  const listeners = new Set()
  /** @type {Flight | null} */
  let flight = null

  /** @type {Listener} */
  const tell = (batch, call) => {
    // One that is gone from the page is not told of any more.
    if (batch && !batches.includes(batch)) return
    for (const listener of listeners) listener(batch, call)
  }

  function fire(/** @type {number} */ count) {
    /** @type {Batch} */
    const batch = { at: Date.now(), calls: [], flights: [], done: false }
    for (let number = 1; number <= count; number += 1) {
      const request = client.order(1001 + ((number - 1) % 20))
      batch.calls.push({ batch, number, request, marks: [], outcome: null })
    }
    batches.unshift(batch)
    batches.splice(KEPT)
    tell(batch)
    // The clock starts when the lines are on the page.
    batch.at = Date.now()
    for (const call of batch.calls) {
      unmet.push(call)
      send(call)
    }
  }

  async function send(/** @type {Call} */ call) {
    try {
      const reply = await client.fetch(call.request.url, call.request.init)
      await reply.text()
      settle(call, { status: reply.status })
    } catch (error) {
      settle(call, { code: /** @type {{ code?: string }} */ (error).code ?? 'NETWORK' })
    }
  }

  function settle(/** @type {Call} */ call, /** @type {{ status?: number, code?: string }} */ outcome) {
    const last = call.marks.at(-1)
    // After a refresh that came to nothing, what is answered is the refusal of before.
    const refused = last !== undefined && (isRefusal(last) || last.step === 'rejected')
    call.outcome = { t: Date.now(), refused, ...outcome }
    waiting.delete(call)
    if (unmet.includes(call)) unmet.splice(unmet.indexOf(call), 1)
    call.batch.done = call.batch.calls.every((other) => other.outcome)
    tell(call.batch, call)
  }

  function callStep(/** @type {number} */ request, /** @type {Mark} */ mark) {
    if (!met.has(request)) met.set(request, unmet.shift())
    const call = met.get(request)
    if (!call) return
    call.marks.push(mark)
    if (mark.step === 'waits') {
      waiting.add(call)
      if (flight) board(flight, call)
    } else {
      waiting.delete(call)
    }
    tell(call.batch, call)
  }

  function board(/** @type {Flight} */ flight, /** @type {Call} */ call) {
    flight.callers.add(call)
    if (!call.batch.flights.includes(flight)) call.batch.flights.push(flight)
  }

  function flightStep(/** @type {Mark} */ { t, step }) {
    if (step === 'refresh') {
      land(t, 'ended')
      flight = { from: t, to: null, exchanges: [], callers: new Set(), result: null }
      for (const call of waiting) board(flight, call)
    }
    if (!flight) return
    const last = flight.exchanges.at(-1)
    if (step === 'exchange') flight.exchanges.push({ from: t, to: null })
    else if (last && last.to === null) last.to = t
    if (step === 'refused') flight.result = 'refused'
    if (step === 'unavailable' || step === 'adopted') land(t, step)
    if (step === 'signedOut' || step === 'signedIn') land(t, 'ended')
    for (const batch of batches) if (batch.flights.includes(flight)) tell(batch)
  }

  function land(/** @type {number} */ t, /** @type {string} */ result) {
    if (!flight) return
    flight.to = t
    flight.result ??= result
    const last = flight.exchanges.at(-1)
    if (last) last.to ??= t
    const landed = flight
    flight = null
    for (const batch of batches) if (batch.flights.includes(landed)) tell(batch)
  }

  client.on('trace', ({ request, ...mark }) => {
    if (request === undefined) flightStep(mark)
    else callStep(request, mark)
  })
  client.on('refreshed', ({ by }) => {
    land(Date.now(), by === 'otherTab' ? 'adopted' : 'granted')
  })

  client.onChange((what) => {
    // Another client counts its requests anew.
    flight = null
    met.clear()
    if (what !== 'dialect') return
    // And it speaks of another back-end.
    waiting.clear()
    unmet.length = 0
    batches.length = 0
    tell()
  })

  return {
    batches,
    fire,
    /** Calls back with `(batch, call?)` when something has happened to it. */
    onChange: (/** @type {Listener} */ listener) => listeners.add(listener),
  }
}
