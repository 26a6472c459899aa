// The order of set-up: what the main job needs first, what only tests need apart from it.
import { warn } from '../shared/say.mjs'
import { cargoTools, setUpCargoTools } from './cargo-tools.mjs'
import { setUpNodeModules } from './node-modules.mjs'
import { checkNode } from './node-version.mjs'
import { setUpRust } from './rust.mjs'
import { databases, engines, linker, setUpSystemPackages } from './system-packages.mjs'

/** Everything `npm run build` and `npm start` need; returns the folders of the tools' programs. */
export async function setUp({ tests = false } = {}) {
  checkNode()
  await setUpNodeModules()
  await setUpSystemPackages([linker])
  await setUpRust({ tests })
  return setUpCargoTools([cargoTools.wasmBindgen(), cargoTools.wasmPack()])
}

/** The browsers and drivers, each on its own: one that cannot be had is named, and the others go on. */
export const setUpBrowsers = (names = engines.map((engine) => engine.name)) =>
  setUpEach(engines.filter((engine) => names.includes(engine.name)))

/** The database servers, likewise. */
export const setUpDatabases = () => setUpEach(databases)

async function setUpEach(/** @type {import('./system-packages.mjs').Row[]} */ wanted) {
  // Together where possible: one apt run instead of three.
  await setUpSystemPackages(wanted).catch(() => {})
  /** @type {{ name: string, ready: boolean, reason?: string, folders: string[] }[]} */
  const results = []
  for (const row of wanted) {
    try {
      await setUpSystemPackages([row])
      const folders = row.tool ? await setUpCargoTools([row.tool()]) : []
      results.push({ name: row.name, ready: true, folders })
    } catch (error) {
      const reason = /** @type {Error} */ (error).message
      warn(reason)
      results.push({ name: row.name, ready: false, reason, folders: [] })
    }
  }
  return results
}
