/** The session card: log in, log out, and how the session is. */
import { byId } from '../dom.js'
import { inEveryLanguage, say } from '../language.js'
import { recall, remember } from '../memory.js'
import * as server from '../model/server.js'
import { forget, notify } from './notice.js'

/** The package never shows whose the tokens are, so the page keeps the name for all its tabs. */
const USER = 'authflight-demo-user'

export function startSession(/** @type {import('../../npm/types.ts').Auth} */ auth) {
  let lifetime = 0
  /** @type {number | null} */
  let shownEnd = null
  /** @type {{ text: import('../texts.js').TextName, code: string | undefined } | null} */
  let failure = null

  function showEnd() {
    const end = auth.session.accessExpiresAt
    const left = end === null ? 0 : Math.max(0, end - Date.now())
    if (end !== shownEnd) {
      // After a reload the token's beginning is not known: then the ring starts full.
      lifetime = left
      shownEnd = end
    }
    const seconds = Math.ceil(left / 1000)
    byId('expires-in').textContent = String(seconds)
    byId('token-left').textContent = say(left > 0 ? 'tokenGood' : 'tokenEnded')
    const share = lifetime > 0 ? (100 * left) / lifetime : 0
    byId('ring').setAttribute('stroke-dasharray', `${share} 100`)
  }

  function show() {
    const { status, pending } = auth.session
    const pill = byId('status')
    if (pill.dataset.status !== status || pill.textContent !== say(status)) {
      pill.dataset.status = status
      pill.textContent = say(status)
    }
    byId('login-form').hidden = status !== 'signedOut'
    byId('signed-in').hidden = status === 'signedOut'
    byId('user').textContent = recall(USER) ?? '?'
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
      await unhurry()
      await auth.login({ username, password: byId('password').value })
      remember(USER, username)
      forget('server')
    } catch (error) {
      const { code, status } = /** @type {{ code?: string, status?: number }} */ (error)
      if (code === 'ERR_NETWORK') notify('server', 'noticeServer')
      else failure = { text: status === 401 ? 'wrongLogin' : 'loginFailed', code }
    }
    byId('login').disabled = false
    show()
  }

  byId('login-form').addEventListener('submit', login)
  byId('logout').addEventListener('click', () => auth.logout())
  byId('login').disabled = false
  window.addEventListener('storage', ({ key }) => key === USER && show())
  auth.subscribe(show)
  inEveryLanguage(show)
  setInterval(showEnd, 250)
}

/** A server that nobody has touched yet answers in a millisecond: too fast to watch. */
async function unhurry() {
  const state = await server.state()
  const untouched = state?.counters.login === 0 && !Object.values(state.settings.latencyMs).some(Boolean)
  if (untouched) await server.change({ latencyMs: server.speeds.calm })
}
