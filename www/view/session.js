/** The session card: log in, log out, and how the session is. */
import { byId } from '../dom.js'
import { inEveryLanguage, say } from '../language.js'
import * as server from '../model/server.js'
import { watchToken } from '../model/token.js'
import { forget, notify } from './notice.js'

/**
 * Shows the form or the session, and neither while restoring. The focus goes along: what is hidden would drop it to the page.
 */
function swap(/** @type {boolean} */ signedIn, /** @type {boolean} */ isRestoring) {
  const form = byId('login-form')
  const session = byId('signed-in')
  const focused = (signedIn ? form : session).contains(document.activeElement)
  form.hidden = signedIn || isRestoring
  session.hidden = !signedIn
  if (focused) byId(signedIn ? 'try' : 'login').focus({ preventScroll: true })
}

/** @type {Record<import('../model/token.js').Token['state'], import('../texts.js').TextName>} */
const tokenWords = { good: 'tokenGood', ended: 'tokenEnded', refused: 'tokenRefused' }

export function startSession(/** @type {import('../model/client.js').Client} */ client) {
  let lifetime = 0
  /** @type {number | null} */
  let shownEnd = null
  /** @type {{ text: import('../texts.js').TextName, code: string | undefined } | null} */
  let failure = null
  const token = watchToken(client, showToken)

  function showEnd() {
    const end = client.session.accessExpiresAt
    const left = end === null ? 0 : Math.max(0, end - Date.now())
    if (end !== shownEnd) {
      // After a reload the token's beginning is not known: then the ring starts full.
      lifetime = left
      shownEnd = end
    }
    const seconds = Math.ceil(left / 1000)
    byId('expires-in').textContent = String(seconds)
    const share = lifetime > 0 ? (100 * left) / lifetime : 0
    byId('ring').setAttribute('stroke-dasharray', `${share} 100`)
    showToken()
  }

  function showToken() {
    const { number, state } = token()
    byId('signed-in').dataset.token = state
    const name = `#${number}`
    const word = say(tokenWords[state])
    // Written when it is another one only: screen readers are told of each writing.
    if (byId('token-name').textContent !== name) byId('token-name').textContent = name
    if (byId('token-word').textContent !== word) byId('token-word').textContent = word
  }

  function show() {
    const { status, signedIn, pending } = client.session
    const pill = byId('status')
    if (pill.dataset.status !== status || pill.textContent !== say(status)) {
      pill.dataset.status = status
      pill.textContent = say(status)
    }
    document.body.classList.toggle('signed-in', signedIn)
    swap(signedIn, status === 'restoring')
    // Until the back-end has said who it is.
    const { name = '…', roles = [] } = client.user ?? {}
    byId('user').textContent = name
    byId('roles').textContent = roles.join(', ')
    byId('pending').textContent = String(pending)
    const error = byId('login-error')
    error.hidden = !failure
    error.textContent = failure ? say(failure.text, failure) : ''
    showEnd()
  }

  async function login(/** @type {Event} */ event) {
    event.preventDefault()
    const username = byId('username').value
    byId('login').disabled = true
    failure = null
    try {
      await server.unhurry()
      await client.login(username, byId('password').value, byId('remember').checked)
      forget('server')
    } catch (error) {
      const { code, status = 0 } = /** @type {{ code?: string, status?: number }} */ (error)
      // Some dialects refuse a login with a 200, some with a 400.
      const wrong = code === 'LOGIN_REJECTED' || [400, 401].includes(status)
      if (code === 'ERR_NETWORK') notify('server', 'noticeServer')
      else failure = { text: wrong ? 'wrongLogin' : 'loginFailed', code }
    }
    byId('login').disabled = false
    show()
  }

  byId('login-form').addEventListener('submit', login)
  byId('logout').addEventListener('click', () => client.logout())
  byId('login').disabled = false
  client.subscribe(show)
  client.on('userChanged', show)
  client.onChange(show)
  inEveryLanguage(show)
  setInterval(showEnd, 250)
}
