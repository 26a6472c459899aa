/** Loads authflight as a user would and gives every part of the page what it shows. */
import { byId } from './dom.js'
import { startLanguage } from './language.js'
import { watchCalls } from './model/calls.js'
import { startClient } from './model/client.js'
import { startActions } from './view/actions.js'
import { startCompare } from './view/compare.js'
import { startDialect } from './view/dialect.js'
import { startEditor } from './view/editor.js'
import { startIdle } from './view/idle.js'
import { startInstall } from './view/install.js'
import { startLog } from './view/log.js'
import { notify } from './view/notice.js'
import { startProof } from './view/proof.js'
import { startSession } from './view/session.js'
import { startSituations } from './view/situations.js'
import { startTimeline } from './view/timeline.js'

async function start() {
  startLanguage(byId('language'))
  startInstall()
  const actions = startActions()

  let createAuth
  try {
    ;[{ createAuth }] = await Promise.all([import('/package/index.js'), import('/package/devtools.js')])
  } catch {
    actions.giveUp()
    return notify('package', 'noticePackage')
  }

  let client
  try {
    client = await startClient(createAuth)
  } catch {
    actions.giveUp()
    return notify('package', 'noticeWasm')
  }

  const calls = watchCalls(client)
  startDialect(client)
  startEditor(client, createAuth)
  startLog(client)
  startSession(client)
  startIdle(client)
  startProof(client, calls)
  startTimeline(calls)
  startSituations(client)
  startCompare()
  actions.connect(client, calls)
}

start()
