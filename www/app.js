/** Loads authflight as a user would and gives every part of the page what it shows. */
import { byId } from './dom.js'
import { startLanguage } from './language.js'
import { watchCalls } from './model/calls.js'
import { startActions } from './view/actions.js'
import { startLog } from './view/log.js'
import { notify } from './view/notice.js'
import { startProof } from './view/proof.js'
import { startSession } from './view/session.js'
import { startTimeline } from './view/timeline.js'

async function start() {
  startLanguage(byId('language'))
  const actions = startActions()

  let createAuth
  try {
    ;({ createAuth } = await import('/package/index.js'))
  } catch {
    actions.giveUp()
    return notify('package', 'noticePackage')
  }

  let auth
  try {
    auth = await createAuth({
      baseURL: '/bearer',
      login: '/login',
      refresh: '/refresh',
      logout: '/logout',
    })
  } catch {
    actions.giveUp()
    return notify('package', 'noticeWasm')
  }

  const calls = watchCalls(auth)
  startLog(auth)
  startSession(auth)
  startProof(auth, calls)
  startTimeline(calls)
  actions.connect(auth, calls)
}

start()
