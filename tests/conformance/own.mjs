// Our own back-end with its thirteen dialects, as targets.
import { startServer } from '../e2e/harness/server.mjs'
import dialects from './dialects.mjs'
import { ControlProbe } from './probes.mjs'

export async function ownTargets() {
  const backEnd = await startServer()
  const targets = Object.entries(dialects).map(([name, { auth, prefix = name, ...subject }]) => {
    const baseURL = `${backEnd.url}/${prefix}`
    return {
      name,
      baseURL,
      subject: { ...subject, auth: typeof auth === 'function' ? auth(baseURL) : auth },
      probe: new ControlProbe(backEnd.control),
    }
  })
  return { targets, stop: () => backEnd.stop() }
}
