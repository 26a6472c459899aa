/** What is wrong just now, in one sentence at the top of the page. */
import { byId } from '../dom.js'
import { inEveryLanguage, say } from '../language.js'

/** @typedef {{ text: import('../texts.js').TextName, values: Partial<import('../texts.js').Values> | undefined }} Notice */

/** By what they are about; the first one is shown. @type {Map<string, Notice>} */
const notices = new Map()

const show = () => {
  const [first] = notices.values()
  const element = byId('notice')
  element.hidden = !first
  element.textContent = first ? say(first.text, first.values) : ''
}

inEveryLanguage(show)

/**
 * Shows a sentence until it is forgotten or another one about the same takes its place.
 * @param {string} about
 * @param {Notice['text']} text
 * @param {Notice['values']} [values]
 */
export function notify(about, text, values) {
  notices.set(about, { text, values })
  show()
}

/** That is over. */
export function forget(/** @type {string} */ about) {
  if (notices.delete(about)) show()
}
