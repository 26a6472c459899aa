// Node itself: the scripts and the package's tests need what came with version 20.
import { Failure } from '../shared/say.mjs'

export function checkNode() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return
  throw new Failure(
    `Node.js 20 or newer is needed and this is ${process.version}: install one from https://nodejs.org.`,
  )
}
