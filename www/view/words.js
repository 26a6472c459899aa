/** What happened to a request, a refresh or a batch, in words. */
import { duration, knows, say } from '../language.js'
import { isRefusal } from '../model/calls.js'
import { isGood, tally } from '../model/segments.js'

/** @typedef {import('../model/calls.js').Call} Call */
/** @typedef {import('../model/calls.js').Mark} Mark */
/** @typedef {import('../model/calls.js').Flight} Flight */
/** @typedef {import('../model/calls.js').Batch} Batch */
/** @typedef {import('../texts.js').TextName} TextName */

/**
 * A name's text, or the one for all others.
 * @param {'reason' | 'short'} kind
 * @param {string | undefined} code
 */
function orOther(kind, code) {
  const name = `${kind}${code}`
  return say(knows(name) ? name : `${kind}OTHER`, { code })
}

/** One request's story. */
export function callWords(/** @type {Call} */ call) {
  const start = call.marks[0]?.t ?? call.batch.at
  const parts = call.marks.flatMap((mark, index) => {
    const next = call.marks[index + 1]?.t ?? call.outcome?.t
    const before = call.marks[index - 1]?.t ?? start
    return markWords(mark, before, next)
  })
  const { outcome, number, request } = call
  if (!outcome) parts.push(say('rowUnderWay'))
  else {
    const time = duration(outcome.t - start)
    if (outcome.status && outcome.refused) parts.push(say('rowRefused', { time }))
    else if (outcome.status) parts.push(say('rowAnswered', { status: outcome.status, time }))
    else parts.push(say('rowFailed', { reason: orOther('reason', outcome.code), time }))
  }
  const path = `${request.init?.method ?? 'GET'} ${request.url}`
  return say('rowHead', { number, path }) + parts.join(say('rowJoin')) + say('rowEnd')
}

/** How a request was sent, by the reason. @type {Record<string, TextName | undefined>} */
const sentWords = { signedOut: 'rowSentBare', refreshed: 'rowSentNew', stillGood: 'rowSentStill' }

/**
 * @param {Mark} mark
 * @param {number} before
 * @param {number | undefined} next
 */
function markWords(mark, before, next) {
  const { t, step, why } = mark
  const said = []
  if (step === 'sent') {
    said.push(say(sentWords[why] ?? 'rowSent'))
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
export function callResult(/** @type {Call} */ { outcome }) {
  if (!outcome) return ''
  if (isGood(outcome)) return `✓ ${outcome.status}`
  if (outcome.status && outcome.refused) return `✕ ${say('refusal')}`
  return `✕ ${outcome.status ?? orOther('short', outcome.code)}`
}

/** One refresh's story. */
export function flightWords(/** @type {Flight} */ flight, /** @type {number} */ now) {
  const time = duration((flight.to ?? now) - flight.from)
  const tries = flight.exchanges.length
  const words = say('flightWords', { time, callers: flight.callers.size })
  return tries > 1 ? words + say('flightTries', { n: tries }) : words
}

/** What came of a refresh. */
export function flightResult(/** @type {Flight} */ { result }) {
  if (!result) return ''
  const good = result === 'granted' || result === 'adopted'
  const name = `flight${result.charAt(0).toUpperCase()}${result.slice(1)}`
  return `${good ? '✓' : '✕'} ${say(/** @type {TextName} */ (name))}`
}

/** A batch's numbers. */
export function batchSummary(/** @type {Batch} */ batch) {
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
export function batchWords(/** @type {Batch} */ batch) {
  const numbers = tally(batch)
  const ended = (/** @type {string} */ result) => batch.flights.some((flight) => flight.result === result)
  if (!batch.done) return ''
  if (batch.calls.every(({ marks }) => marks[0]?.why === 'signedOut')) return say('sumNobody')
  if (ended('refused')) return say('sumRefused', numbers)
  if (ended('unavailable')) return say('sumUnavailable', numbers)
  if (numbers.good < numbers.n) return say('sumLost')
  if (numbers.waited + numbers.refused === 0) return say('sumPlain', numbers)
  return say(numbers.adopted && numbers.exchanged === 0 ? 'sumAdopted' : 'sumShared', numbers)
}
