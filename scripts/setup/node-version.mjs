// Node itself: the scripts and the package's tests need what came with version 20, and npm refuses to install Vite, which
// some tests use, for less than these minor versions.
import { Failure } from '../shared/say.mjs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

export function checkNode() {
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return
  throw new Failure(
    `Node.js 20.19, 22.12 or newer is needed and this is ${process.version}: install one from https://nodejs.org.`,
  )
}
