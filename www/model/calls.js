/**
 * The requests that the page has fired and the refreshes they met, as `trace` tells of them.
 *
 * A batch  { at, calls, flights, done }
 * A call   { batch, number, path, marks: [{ t, step, why }], outcome: null | { t, status | code } }
 * A flight { from, to, exchanges: [{ from, to }], callers, result }, a refresh with all its attempts
 */

const KEPT = 4

export function watchCalls(auth) {
  const batches = []
  /** Fired and not in the trace yet. The trace meets requests in the order in which they were made. */
  const unmet = []
  const met = new Map()
  const waiting = new Set()
  const listeners = new Set()
  let flight = null
  let unshared = 0

  const tell = (batch, call) => {
    for (const listener of listeners) listener(batch, call)
  }

  function fire(count) {
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

  async function send(call) {
    try {
      const reply = await auth.fetch(call.path)
      await reply.text()
      settle(call, { status: reply.status })
    } catch (error) {
      settle(call, { code: error.code ?? 'NETWORK' })
    }
  }

  function settle(call, outcome) {
    call.outcome = { t: Date.now(), ...outcome }
    waiting.delete(call)
    if (unmet.includes(call)) unmet.splice(unmet.indexOf(call), 1)
    call.batch.done = call.batch.calls.every((other) => other.outcome)
    tell(call.batch, call)
  }

  function callStep(request, mark) {
    if (!met.has(request)) met.set(request, unmet.shift())
    const call = met.get(request)
    if (!call) return
    call.marks.push(mark)
    if (mark.step === 'waits') {
      waiting.add(call)
      if (flight) board(call)
    } else {
      waiting.delete(call)
      if (mark.why === 'lateExpiry') unshared += 1
    }
    tell(call.batch, call)
  }

  function board(call) {
    flight.callers.add(call)
    if (!call.batch.flights.includes(flight)) call.batch.flights.push(flight)
  }

  function flightStep({ t, step }) {
    if (step === 'refresh') {
      land(t, 'ended')
      flight = { from: t, to: null, exchanges: [], callers: new Set(), result: null }
      for (const call of waiting) board(call)
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

  function land(t, result) {
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
    onChange: (listener) => listeners.add(listener),
  }
}
