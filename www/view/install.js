/** The line to install it, and the button that copies it. */
import { byId } from '../dom.js'
import { inEveryLanguage, say } from '../language.js'

/** How long the button says what it has done, in ms. */
const SAID = 3000

export function startInstall() {
  /** @type {import('../texts.js').TextName | null} */
  let done = null
  /** @type {number | undefined} */
  let timer

  const show = () => {
    byId('copy').textContent = say(done === 'copied' ? 'copiedShort' : 'copy')
    byId('copy-said').textContent = done ? say(done) : ''
  }

  byId('copy').addEventListener('click', async () => {
    const line = byId('install-line')
    try {
      await navigator.clipboard.writeText(line.textContent ?? '')
      done = 'copied'
    } catch {
      // Not allowed, or no such thing outside of https: the reader's own keys still work.
      getSelection()?.selectAllChildren(line)
      done = 'selected'
    }
    show()
    clearTimeout(timer)
    timer = setTimeout(() => {
      done = null
      show()
    }, SAID)
  })
  inEveryLanguage(() => {
    show()
    byId('readme').setAttribute('href', say('readmeAddress'))
  })
}
