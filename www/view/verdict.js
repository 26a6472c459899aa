/** What a situation came to, in words. */
import { say } from '../language.js'
import { differences } from '../model/facts.js'

/** @typedef {import('../model/facts.js').Facts} Facts */
/** @typedef {import('../model/situations.js').Situation} Situation */

/**
 * The numbers, and what that means.
 * @param {Situation} situation
 * @param {Facts} facts
 * @param {string} message
 */
export function verdictOf({ ends }, { refreshes, answered, asked, signedIn, keepsTokens }, message) {
  const reason = say(ends ? (keepsTokens ? 'afterKept' : 'isOut') : signedIn ? 'nobodyOut' : 'isOut')
  return say('verdict', { n: refreshes, good: answered, done: asked, reason, message })
}

/** A tie, or where the hand-written one differs. */
export function comparison(
  /** @type {Situation} */ situation,
  /** @type {Facts} */ ours,
  /** @type {Facts} */ byHand,
) {
  const differing = differences(situation, ours, byHand)
  if (differing.length === 0) return say('tie')
  return say('differ', {
    message: differing.map((name) => difference(name, ours, byHand)).join(say('differJoin')),
  })
}

/** @param {ReturnType<typeof differences>[number]} name @param {Facts} ours @param {Facts} byHand */
function difference(name, ours, byHand) {
  if (name === 'signedIn') return say(byHand.signedIn ? 'differSignedInYes' : 'differSignedInNo')
  if (name === 'keepsTokens') return say(byHand.keepsTokens ? 'differKeptYes' : 'differKeptNo')
  if (name === 'who') return say('differWho', { message: byHand.who ?? '' })
  return say(name === 'lost' ? 'differLost' : 'differRefreshes', { n: byHand[name], number: ours[name] })
}
