/** Values as one writes them in a program. */

/** A piece of a program; strings and comments have a colour. @typedef {{ text: string, kind?: 'string' | 'comment' }} Word */

/** From this length on, an object's properties have lines of their own. */
const WIDE = 40

/** Stands for a variable. */
class Identifier {
  constructor(/** @type {string} */ name) {
    this.name = name
  }
}

/** A variable of that name, to be written where a value could be. */
export const identifier = (/** @type {string} */ name) => new Identifier(name)

const lengthOf = (/** @type {Word[]} */ words) => words.reduce((sum, { text }) => sum + text.length, 0)

/**
 * A string, number, list or object of these, with single quotes, no semicolons, and commas at the end of each line.
 * @param {unknown} value
 * @param {string} [indent]
 * @returns {Word[]}
 */
export function written(value, indent = '') {
  if (typeof value === 'string') return [{ text: quoted(value), kind: 'string' }]
  if (value instanceof Identifier) return [{ text: value.name }]
  if (typeof value === 'function') return [{ text: sourceOf(value, indent) }]
  if (typeof value !== 'object' || value === null) return [{ text: String(value) }]
  const isList = Array.isArray(value)
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  const deeper = `${indent}  `
  const items = Object.entries(value).map(([name, item]) => property(isList ? '' : name, item, deeper))
  const space = isList ? '' : ' '
  const oneLine = [
    { text: open + space },
    ...items.flatMap((item, index) => (index > 0 ? [{ text: ', ' }, ...item] : item)),
    { text: space + close },
  ]
  const isShort =
    lengthOf(oneLine) + indent.length <= WIDE && !oneLine.some(({ text }) => text.includes('\n'))
  if (isShort) return oneLine
  return [
    { text: open },
    ...items.flatMap((item) => [{ text: `\n${deeper}` }, ...item, { text: ',' }]),
    { text: `\n${indent}${close}` },
  ]
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {string} indent
 * @returns {Word[]}
 */
function property(name, value, indent) {
  if (!name) return written(value, indent)
  if (value instanceof Identifier && value.name === name) return [{ text: name }]
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)
  return [{ text: `${key}: ` }, ...written(value, indent)]
}

/** As it stands in its file, at another indentation. @param {Function} value @param {string} indent */
function sourceOf(value, indent) {
  const [first = '', ...lines] = String(value).split('\n')
  const least = Math.min(...lines.map((line) => line.search(/\S/)))
  return [first, ...lines.map((line) => indent + line.slice(least))].join('\n')
}

/** In single quotes, unless that takes a backslash. */
const quoted = (/** @type {string} */ text) => (/['\\\n]/.test(text) ? JSON.stringify(text) : `'${text}'`)
