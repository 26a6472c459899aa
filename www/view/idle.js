/** When nobody is there: how long that may be, and the question before the session ends. */
import { byId } from '../dom.js'
import { inEveryLanguage, say } from '../language.js'
import { notify } from './notice.js'

/** A screen reader is told when so many seconds are left, and not of each one. */
const MARKS = [10, 30, 60]

export function startIdle(/** @type {import('../model/client.js').Client} */ client) {
  const select = byId('idle')
  const dialog = byId('idle-dialog')
  /** When the session ends; null once there was a sign of life. @type {number | null} */
  let endsAt = null
  /** @type {number | undefined} */
  let clock

  function show() {
    const left = endsAt === null ? null : Math.max(0, Math.ceil((endsAt - Date.now()) / 1000))
    byId('idle-words').textContent = say(left === null ? 'idleStayed' : 'idleEndsIn')
    byId('idle-left').textContent = left === null ? '' : say('idleLeft', { n: left })
    const mark = MARKS.find((mark) => left !== null && left <= mark)
    const asking = left === null ? say('idleStayed') : mark ? say('idleSaid', { n: mark }) : ''
    const said = dialog.open ? asking : ''
    // Written when it is another one only: screen readers are told of each writing.
    if (byId('idle-said').textContent !== said) byId('idle-said').textContent = said
  }

  function ask(/** @type {number} */ time) {
    endsAt = time
    clearInterval(clock)
    clock = setInterval(show, 1000)
    if (!dialog.open) dialog.showModal()
    show()
  }

  function stopCounting() {
    endsAt = null
    clearInterval(clock)
    show()
  }

  function stay() {
    client.stayActive()
    stopCounting()
    dialog.close()
  }

  client.on('idle', ({ endsAt }) => ask(endsAt))
  client.on('active', () => {
    stopCounting()
    // Where the reader is, the dialog waits for the answer and does not vanish under the pointer.
    if (!document.hasFocus()) dialog.close()
  })
  client.on('signedOut', () => {
    const wasAsking = dialog.open
    dialog.close()
    stopCounting()
    // Where the focus was before is nothing any more.
    if (wasAsking) byId('login').focus({ preventScroll: true })
  })
  byId('stay').addEventListener('click', stay)
  byId('leave').addEventListener('click', () => client.logout())
  // Escape, or the gesture that goes back.
  dialog.addEventListener('cancel', stay)

  select.addEventListener('change', async () => {
    // Not `disabled` meanwhile: the focus stays on it.
    try {
      await client.endAfter(Number(select.value))
    } catch {
      notify('package', 'noticeWasm')
    }
  })
  client.onChange(() => {
    dialog.close()
    stopCounting()
    select.value = String(client.idle)
  })
  select.value = String(client.idle)
  inEveryLanguage(show)
}
