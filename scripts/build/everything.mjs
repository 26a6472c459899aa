// The steps of the build: compile to WebAssembly, optimise, bundle, emit types.
import { alone } from '../shared/lock.mjs'
import { inRoot } from '../shared/places.mjs'
import { say, seconds } from '../shared/say.mjs'

/** @param {{ dev?: boolean, toolFolders: string[] }} options */
export async function buildPackage({ dev = false, toolFolders }) {
  const start = performance.now()
  // Imported late: these need node_modules, which the set-up may have installed only now.
  const { buildWasm } = await import('./wasm.mjs')
  const { optimiseWasm } = await import('./optimise.mjs')
  const { bundle } = await import('./bundle.mjs')
  const { emitTypes } = await import('./types.mjs')
  await alone(inRoot('target/build.lock'), 'build', async () => {
    await buildWasm({ dev, toolFolders })
    await optimiseWasm({ dev })
    await bundle({ dev })
    await emitTypes()
  })
  say(
    `dist/ is up to date${dev ? ' (development build: large, not for publishing)' : ''} (${seconds(start)}).`,
  )
}
