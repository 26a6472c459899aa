/** A call's marks as stretches of time, for drawing and for telling. Times are epoch milliseconds. */

const kinds = { sent: 'air', replayed: 'again', waits: 'wait' }

/** Whether the mark says that a reply refused the token. */
export const isRefusal = ({ step, why }) =>
  (step === 'waits' && why === 'expired') || why === 'lateExpiry' || (step === 'answered' && why !== 'reply')

/**
 * `[{ kind: 'air' | 'wait' | 'again', from, to, refused }]`: the last one's `to` is null while it lasts,
 * `refused` says that a 401 ended it.
 */
export function segments(call) {
  const found = []
  const close = (t, refused) => {
    const last = found.at(-1)
    if (last?.to === null) Object.assign(last, { to: t, refused })
  }
  for (const mark of call.marks) {
    close(mark.t, isRefusal(mark))
    if (mark.step in kinds) found.push({ kind: kinds[mark.step], from: mark.t, to: null, refused: false })
  }
  if (call.outcome) close(call.outcome.t, call.outcome.status === 401)
  return found
}

/** What a batch came to, in numbers. */
export function tally(batch) {
  const count = (test) => batch.calls.filter(test).length
  return {
    n: batch.calls.length,
    done: count((call) => call.outcome),
    good: count((call) => call.outcome?.status < 400),
    refused: count((call) => call.marks.some(isRefusal)),
    waited: count((call) => call.marks.some(({ step }) => step === 'waits')),
    adopted: batch.flights.some(({ result }) => result === 'adopted'),
    exchanged: batch.flights.filter(({ exchanges }) => exchanges.length > 0).length,
  }
}
