// The configurations in the documentation: what stands in the brackets of `authFrom(…)` and `createAuth(…)`.

/** The text from the bracket at `start` to the one that closes it. Texts in quotes are passed over. */
function bracketed(/** @type {string} */ text, /** @type {number} */ start) {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const letter = text[at]
    if (letter === "'" || letter === '`' || letter === '"') at = text.indexOf(letter, at + 1)
    else if ('({['.includes(letter)) depth++
    else if (')}]'.includes(letter) && --depth === 0) return text.slice(start + 1, at)
    else if (letter === '/' && text[at + 1] === '/') at = text.indexOf('\n', at)
  }
  throw new Error(`a bracket is never closed: ${text.slice(start)}`)
}

/** All in a text, as code. */
export const configurationsIn = (/** @type {string} */ text) =>
  [...text.matchAll(/\b(?:authFrom|createAuth)(?:<\w+>)?\((?=\{)/g)].map(({ index, 0: call }) =>
    bracketed(text, index + call.length - 1),
  )

/** Options within a sentence or a table: `expired: { redirect: true }`. (`tokens: false` is an option of `auth.login`.) */
export const optionsIn = (/** @type {string} */ prose) =>
  [
    ...prose.matchAll(
      /`(\{ )?((?:login|refresh|logout|tokens|attach|expired|success|idle|proactive): [^`]+)`/g,
    ),
  ]
    .map(([, brace, code]) => (brace ? `{ ${code}` : `{ ${code} }`).replaceAll(/\s+/g, ' '))
    .filter((code) => !/…|tokens: false/.test(code))

/** What the pages take for granted. */
const given = { query: 'mutation { login }', storage: undefined }

/** The value of one. */
export const configOf = (/** @type {string} */ code) =>
  new Function(...Object.keys(given), `return (${code})`)(...Object.values(given))
