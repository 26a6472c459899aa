/** What is wrong just now, in one sentence at the top of the page. */
import { byId } from '../dom.js'
import { inEveryLanguage, say } from '../language.js'

/** By what they are about; the first one is shown. */
const notices = new Map()

const show = () => {
  const [first] = notices.values()
  const element = byId('notice')
  element.hidden = !first
  element.textContent = first ? say(first.text, first.values) : ''
}

inEveryLanguage(show)

/** Shows a sentence until it is forgotten or another one about the same takes its place. */
export function notify(about, text, values) {
  notices.set(about, { text, values })
  show()
}

/** That is over. */
export function forget(about) {
  if (notices.delete(about)) show()
}
