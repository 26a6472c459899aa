// Checks Node's version: the scripts and the tests need version 20, and npm refuses to install Vite, which some tests use,
// below these minor versions.
import { Failure } from '../shared/say.mjs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

export function checkNode() {
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return
  throw new Failure(
    `Node.js 20.19, 22.12 or newer is needed and this is ${process.version}: install one from https://nodejs.org.`,
  )
}
