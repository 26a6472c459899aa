/** What happened to a request, a refresh or a batch, in words. */
import { duration, knows, say } from '../language.js'
import { isRefusal, tally } from '../model/segments.js'

/** A name's text, or the one for all others. */
const orOther = (kind, code) => say(knows(kind + code) ? kind + code : `${kind}OTHER`, { code })

/** One request's story. */
export function callWords(call) {
  const start = call.marks[0]?.t ?? call.batch.at
  const parts = call.marks.flatMap((mark, index) => {
    const next = call.marks[index + 1]?.t ?? call.outcome?.t
    const before = call.marks[index - 1]?.t ?? start
    return markWords(mark, before, next)
  })
  const { outcome } = call
  if (!outcome) parts.push(say('rowUnderWay'))
  else {
    const time = duration(outcome.t - start)
    if (outcome.status) parts.push(say('rowAnswered', { status: outcome.status, time }))
    else parts.push(say('rowFailed', { reason: orOther('reason', outcome.code), time }))
  }
  return say('rowHead', call) + parts.join(say('rowJoin')) + say('rowEnd')
}

function markWords(mark, before, next) {
  const { t, step, why } = mark
  const said = []
  if (step === 'sent') {
    const how = { signedOut: 'rowSentBare', refreshed: 'rowSentNew', stillGood: 'rowSentStill' }[why]
    said.push(say(how ?? 'rowSent'))
  } else if (step === 'waits') {
    if (isRefusal(mark)) said.push(say('rowRefused', { time: duration(t - before) }))
    if (why === 'refreshUnderWay') said.push(say('rowJoined'))
    if (why === 'knownExpired') said.push(say('rowKnown'))
    said.push(next ? say('rowWaited', { time: duration(next - t) }) : say('rowWaiting'))
  } else if (step === 'replayed') {
    said.push(say(why === 'lateExpiry' ? 'rowLate' : 'rowAgain'))
  }
  return said
}

/** What came of a request, in a word or a number. */
export function callResult({ outcome }) {
  if (!outcome) return ''
  const good = outcome.status < 400
  return `${good ? '✓' : '✕'} ${outcome.status ?? orOther('short', outcome.code)}`
}

/** One refresh's story. */
export function flightWords(flight, now) {
  const time = duration((flight.to ?? now) - flight.from)
  const tries = flight.exchanges.length
  const words = say('flightWords', { time, callers: flight.callers.size })
  return tries > 1 ? words + say('flightTries', { n: tries }) : words
}

/** What came of a refresh. */
export function flightResult({ result }) {
  if (!result) return ''
  const good = result === 'granted' || result === 'adopted'
  return `${good ? '✓' : '✕'} ${say(`flight${result[0].toUpperCase()}${result.slice(1)}`)}`
}

/** A batch's numbers. */
export function batchSummary(batch) {
  const numbers = tally(batch)
  if (!batch.done) return say('batchRunning', numbers)
  const kinds = new Map()
  for (const call of batch.calls) {
    const result = callResult(call)
    kinds.set(result, (kinds.get(result) ?? 0) + 1)
  }
  const parts = [...kinds].map(([result, n]) => (n > 1 ? `${result} × ${n}` : result))
  if (numbers.exchanged > 0) parts.push(say('withRefreshes', { n: numbers.exchanged }))
  else if (numbers.adopted) parts.push(say('adoptedShort'))
  return parts.join(' · ')
}

/** A batch's story. */
export function batchWords(batch) {
  const numbers = tally(batch)
  const ended = (result) => batch.flights.some((flight) => flight.result === result)
  if (!batch.done) return ''
  if (batch.calls.every(({ marks }) => marks[0]?.why === 'signedOut')) return say('sumNobody')
  if (ended('refused')) return say('sumRefused', numbers)
  if (ended('unavailable')) return say('sumUnavailable', numbers)
  if (numbers.good < numbers.n) return say('sumLost')
  if (numbers.waited + numbers.refused === 0) return say('sumPlain', numbers)
  return say(numbers.adopted && numbers.exchanged === 0 ? 'sumAdopted' : 'sumShared', numbers)
}
