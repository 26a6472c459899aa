// Our own back-end with its thirteen dialects, as targets.
import { startServer } from '../e2e/harness/server.mjs'
import dialects from './dialects.mjs'
import { ControlProbe } from './probes.mjs'
import { subjectAt } from './subject.mjs'

export async function ownTargets() {
  const backEnd = await startServer()
  const targets = Object.entries(dialects).map(([name, description]) => {
    const baseURL = `${backEnd.url}/${description.prefix ?? name}`
    const subject = subjectAt(description, baseURL)
    return { name, baseURL, subject, probe: new ControlProbe(backEnd.control) }
  })
  return { targets, stop: () => backEnd.stop() }
}
