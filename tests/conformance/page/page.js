// The page of the suite: one client at a time, and a fetch that can be told to go wrong.
import { subjectAt } from '../subject.mjs'
import { Wire } from './wire.js'
import '/e2e/fixtures/blank.js'

const wire = new Wire()
const { lab } = window
lab.wire = wire

/** Makes the client of a subject, in the place of the last one. */
lab.openSubject = async ({ module, name, baseURL, storageKey }) => {
  lab.clients.main?.auth.dispose()
  /** @type {{ default: import('../subject.mjs').Descriptions }} */
  const { default: descriptions } = await import(module)
  const { auth } = subjectAt(descriptions[name], baseURL)
  const retry = { attempts: 3, base: 20, cap: 50, ...auth.retry }
  // Refreshes are counted: none is to come by itself.
  const proactive = { ...auth.proactive, background: false }
  wire.watch(auth, baseURL)
  return lab.open({ baseURL, ...auth, refresh: wire.counted(auth.refresh), retry, proactive, storageKey })
}

/** Everything of the suite that lies in this origin, gone. */
lab.tidy = () => {
  lab.clients.main?.auth.dispose()
  localStorage.clear()
}
