/** The requests that the page has fired and the refreshes they met, as `trace` tells of them. */

/**
 * @typedef {{ at: number, calls: Call[], flights: Flight[], done: boolean }} Batch
 * @typedef {{ t: number, step: string, why: string }} Mark
 * @typedef {{ from: number, to: number | null }} Stretch
 */
/**
 * The reply's status, or the error's code.
 * @typedef {{ t: number, status?: number, code?: string }} Outcome
 */
/** @typedef {{ batch: Batch, number: number, path: string, marks: Mark[], outcome: Outcome | null }} Call */
/**
 * A refresh with all its attempts.
 * @typedef {Stretch & { exchanges: Stretch[], callers: Set<Call>, result: string | null }} Flight
 */
/** @typedef {(batch: Batch, call?: Call) => void} Listener */
/** @typedef {ReturnType<typeof watchCalls>} Calls */

const KEPT = 4

export function watchCalls(/** @type {import('../../npm/types.ts').Auth} */ auth) {
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
  let unshared = 0

  /** @type {Listener} */
  const tell = (batch, call) => {
    for (const listener of listeners) listener(batch, call)
  }

  function fire(/** @type {number} */ count) {
    /** @type {Batch} */
    const batch = { at: Date.now(), calls: [], flights: [], done: false }
    for (let number = 1; number <= count; number += 1) {
      const path = `/orders/${1001 + ((number - 1) % 20)}`
      batch.calls.push({ batch, number, path, marks: [], outcome: null })
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
      const reply = await auth.fetch(call.path)
      await reply.text()
      settle(call, { status: reply.status })
    } catch (error) {
      settle(call, { code: /** @type {{ code?: string }} */ (error).code ?? 'NETWORK' })
    }
  }

  function settle(/** @type {Call} */ call, /** @type {Omit<Outcome, 't'>} */ outcome) {
    call.outcome = { t: Date.now(), ...outcome }
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
      if (mark.why === 'lateExpiry') unshared += 1
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
    unshared += Math.max(1, flight.exchanges.length) * Math.max(1, flight.callers.size)
    const landed = flight
    flight = null
    for (const batch of batches) if (batch.flights.includes(landed)) tell(batch)
  }

  auth.on('trace', ({ request, ...mark }) => {
    if (request === undefined) flightStep(mark)
    else callStep(request, mark)
  })
  auth.on('refreshed', ({ by }) => {
    // A sibling's refresh that nothing here waited for.
    if (!flight && by === 'otherTab') unshared += 1
    land(Date.now(), by === 'otherTab' ? 'adopted' : 'granted')
  })

  return {
    batches,
    fire,
    /** How many refreshes there would have been, had every request made its own. */
    get unshared() {
      return unshared
    },
    /** Calls back with `(batch, call?)` when something has happened to it. */
    onChange: (/** @type {Listener} */ listener) => listeners.add(listener),
  }
}
