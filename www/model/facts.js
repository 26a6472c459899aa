/** What a situation came to: the server's numbers, and what became of the requests. */

/** @typedef {import('./server.js').Entry} Entry */
/** @typedef {import('./stage.js').Play} Play */

/**
 * `refused`: access tokens that the server refused. `lost`: requests of open tabs without an answer. `loginsAsked`: how many times each
 * tab sent the user to the login page. `who`: whose data the tab of another user gets. `hashes`: of a body, on each way and at the server.
 * @typedef {object} Facts
 * @property {number} refreshes
 * @property {number} refused
 * @property {number} asked
 * @property {number} answered
 * @property {number} lost
 * @property {number[]} loginsAsked
 * @property {string[]} warnings
 * @property {boolean} signedIn
 * @property {boolean} keepsTokens
 * @property {string} [who]
 * @property {string[]} [hashes]
 */
/** What is not counted by the server. @typedef {Pick<Facts, 'loginsAsked' | 'warnings' | 'signedIn' | 'keepsTokens'>} Seen */

/**
 * @param {Play} play
 * @param {Entry[]} entries
 * @param {Seen} seen
 * @returns {Facts}
 */
export function countAll({ lanes }, entries, seen) {
  const open = lanes.filter(({ outcome }) => outcome?.code !== 'CLOSED')
  const answered = open.filter(({ outcome }) => outcome?.status !== undefined && outcome.status < 400).length
  return {
    refreshes: entries.filter(({ kind }) => kind === 'refresh').length,
    refused: entries.filter(({ kind, refused }) => kind === 'resource' && refused).length,
    asked: open.length,
    answered,
    lost: open.length - answered,
    ...seen,
  }
}

/**
 * In what the two differ; nothing is a tie. How many tokens were refused on the way is no loss to anybody, nor are requests that are
 * rightly given up, as the user is another.
 * @param {import('./situations.js').Situation} situation
 * @param {Facts} one
 * @param {Facts} other
 */
export function differences({ ends, other: user }, one, other) {
  const compared = /** @type {const} */ ([ends ? 'keepsTokens' : 'signedIn', 'lost', 'who', 'refreshes'])
  return compared.filter((name) => one[name] !== other[name] && !(user && name === 'lost'))
}
