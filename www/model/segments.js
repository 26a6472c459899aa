/** A call's marks as stretches of time, for drawing and for telling. Times are epoch milliseconds. */
import { isRefusal } from './calls.js'

/** @typedef {import('./calls.js').Stretch & { kind: string, refused: boolean }} Segment */

/** @type {Record<string, string | undefined>} */
const kinds = { sent: 'air', replayed: 'again', waits: 'wait' }

/**
 * Of the kinds air, wait and again. The last one's `to` is null while it lasts, `refused` says that a 401 ended it.
 * @param {import('./calls.js').Call} call
 */
export function segments(call) {
  /** @type {Segment[]} */
  const found = []
  const close = (/** @type {number} */ t, /** @type {boolean} */ refused) => {
    const last = found.at(-1)
    if (last?.to === null) Object.assign(last, { to: t, refused })
  }
  for (const mark of call.marks) {
    close(mark.t, isRefusal(mark))
    const kind = kinds[mark.step]
    if (kind) found.push({ kind, from: mark.t, to: null, refused: false })
  }
  if (call.outcome) close(call.outcome.t, call.outcome.refused)
  return found
}

/** Whether it is the answer that was asked for. */
export const isGood = (/** @type {import('./calls.js').Outcome | null} */ outcome) =>
  outcome?.status !== undefined && outcome.status < 400 && !outcome.refused

/** What a batch came to, in numbers. */
export function tally(/** @type {import('./calls.js').Batch} */ batch) {
  const count = (/** @type {(call: import('./calls.js').Call) => unknown} */ test) =>
    batch.calls.filter(test).length
  return {
    n: batch.calls.length,
    done: count((call) => call.outcome),
    good: count(({ outcome }) => isGood(outcome)),
    refused: count((call) => call.marks.some(isRefusal)),
    waited: count((call) => call.marks.some(({ step }) => step === 'waits')),
    adopted: batch.flights.some(({ result }) => result === 'adopted'),
    exchanged: batch.flights.filter(({ exchanges }) => exchanges.length > 0).length,
  }
}
