/** The access token as the page knows it: which one it is, and whether the server still takes it. It is never shown itself. */

/**
 * `refused` until there is another one: the server has said so, whatever the token says of its end.
 * @typedef {{ number: number, state: 'good' | 'ended' | 'refused' }} Token
 */

/** Calls back when the server has refused the token, and when there is another one. */
export function watchToken(
  /** @type {import('./client.js').Client} */ client,
  /** @type {() => void} */ changed,
) {
  let number = 1
  let refused = false

  const set = (/** @type {number} */ newNumber, /** @type {boolean} */ newRefused) => {
    number = newNumber
    refused = newRefused
    changed()
  }
  client.on('signedIn', () => set(1, false))
  client.on('refreshed', () => set(number + 1, false))
  client.on('trace', ({ step, why }) => {
    // One that comes late (`lateExpiry`) is about a token of before.
    if (step === 'waits' && why === 'expired' && !refused) set(number, true)
  })

  /** @returns {Token} */
  return () => {
    const { accessExpiresAt } = client.session
    const ended = accessExpiresAt !== null && accessExpiresAt <= Date.now()
    return { number, state: refused ? 'refused' : ended ? 'ended' : 'good' }
  }
}
